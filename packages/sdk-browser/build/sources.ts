import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

export const folder = new URL('../', import.meta.url);
/** Says of which sources the scripts were made. */
export const stampFile = new URL('dist/built-from.txt', folder);

/** A hash of everything that the scripts are made of. */
export async function hashSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const part of ['src/', 'build/']) {
    const names = (await readdir(new URL(part, folder))).sort();
    for (const name of names.filter((file) => !file.endsWith('.test.ts'))) {
      hash.update(name).update(await readFile(new URL(part + name, folder)));
    }
  }
  return hash.update(await readFile(new URL('package.json', folder))).digest('hex');
}
