import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { BackupReader } from './backup-reader.ts';

/** Opens a backup that is a folder. */
export async function openFolderReader(folder: string): Promise<BackupReader> {
  const files = new Map<string, number>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).replaceAll(sep, '/'), (await stat(path)).size);
  }
  return {
    files,
    read: (name) => createReadStream(join(folder, name)),
    close: async () => undefined,
  };
}
