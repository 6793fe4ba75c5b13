import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package of the dashboard, as a path that ends with a slash. */
export const folder = fileURLToPath(new URL('../', import.meta.url));
/** Where the dashboard is made. */
export const outFolder = join(folder, 'dist');
/** Says of which sources it was made. */
export const stampFile = join(outFolder, 'built-from.txt');

/** What it is made of; the catalogue gives words and limits. */
const parts = ['src', 'build', 'public', '../catalogue/src'];
const singles = ['index.html', 'package.json', '../../package-lock.json'];

async function listFiles(part: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, part), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A hash of everything that the dashboard is made of. */
export async function hashSources(): Promise<string> {
  const hash = createHash('sha256');
  const files = (await Promise.all(parts.map(listFiles))).flat();
  for (const file of [...files, ...singles.map((name) => join(folder, name))]) {
    hash.update(file.slice(folder.length)).update(await readFile(file));
  }
  return hash.digest('hex');
}
