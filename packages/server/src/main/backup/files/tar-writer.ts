import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BackupWriter } from './backup-writer.ts';
import { sumUp, unfinishedSuffix } from './backup-writer.ts';
import { syncFolder } from './sync-folder.ts';
import { blockBytes, encodeTarHeader, endBytes, paddingBytes } from './tar-header.ts';
import { writeWhole } from './write-whole.ts';

/**
 * Writes a backup as one tar archive. The size of a file is known when it is written; so its header is
 * written last, into the room that was left for it.
 */
export async function createTarWriter(path: string, atMs: number): Promise<BackupWriter> {
  const unfinished = path + unfinishedSuffix;
  await rm(unfinished, { recursive: true, force: true });
  const handle = await open(unfinished, 'wx', 0o600);
  let end = 0;
  return {
    async add(name, source) {
      await writeWhole(handle, Buffer.alloc(blockBytes));
      const file = await sumUp(name, source, (chunk) => writeWhole(handle, chunk));
      await writeWhole(handle, Buffer.alloc(paddingBytes(file.bytes)));
      await handle.write(encodeTarHeader(file, atMs), 0, blockBytes, end);
      end += blockBytes + file.bytes + paddingBytes(file.bytes);
      return file;
    },
    async finish() {
      await writeWhole(handle, Buffer.alloc(endBytes));
      await handle.sync();
      await handle.close();
      await rename(unfinished, path);
      await syncFolder(dirname(path));
    },
    async discard() {
      await handle.close();
      await rm(unfinished, { force: true });
    },
  };
}
