import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '../../kernel/index.ts';

async function changedMs(path: string): Promise<number> {
  return (await stat(path)).mtimeMs;
}

/** The last lines of all logs in a folder, the one that changed last at the end. */
export async function readLogTail(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { path, changed: await changedMs(path) };
    }),
  );
  files.sort((a, b) => a.changed - b.changed);
  const texts = await Promise.all(files.map((file) => readFile(file.path, 'utf8')));
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '');
  return lines.slice(-limits.logLinesShownMax);
}
