import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackupWriter } from './backup-writer.ts';
import { sumUp, unfinishedSuffix } from './backup-writer.ts';
import { syncFolder } from './sync-folder.ts';
import { writeWhole } from './write-whole.ts';

async function syncFolders(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (entry.isDirectory()) await syncFolder(join(entry.parentPath, entry.name));
  }
  await syncFolder(folder);
}

/** Writes a backup as a folder. */
export async function createFolderWriter(path: string): Promise<BackupWriter> {
  const unfinished = path + unfinishedSuffix;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  return {
    async add(name, source) {
      const place = join(unfinished, name);
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      const handle = await open(place, 'wx', 0o600);
      try {
        const file = await sumUp(name, source, (chunk) => writeWhole(handle, chunk));
        await handle.sync();
        return file;
      } finally {
        await handle.close();
      }
    },
    async finish() {
      await syncFolders(unfinished);
      await rename(unfinished, path);
      await syncFolder(dirname(path));
    },
    discard: () => rm(unfinished, { recursive: true, force: true }),
  };
}
