import { join } from 'node:path';
import { saysDiskFull } from './disk-full.ts';
import type { SpoolPlace } from './segment.ts';
import { writeFully } from './write-fully.ts';

const reserveName = 'reserve';

/**
 * Room that is kept for the next start. A start writes a new segment before its drain can make room
 * by removing old ones; on a full disk it would never come so far. So a file of `bytes` zeros lies
 * beside the segments, and is given up when the disk is full.
 */
export async function keepReserve({ disk, folder }: SpoolPlace, bytes: number): Promise<void> {
  if (bytes === 0 || (await disk.list(folder)).includes(reserveName)) return;
  const path = join(folder, reserveName);
  const file = await disk.open(path, 'create');
  try {
    await writeFully(file, [Buffer.alloc(bytes)], 0);
    await file.datasync();
  } catch (error) {
    if (!saysDiskFull(error)) throw error;
    // What the disk has left is worth more to entries than to half a reserve.
    await disk.remove(path);
  } finally {
    await file.close();
  }
}

/** Gives the reserve up. Returns whether there was one. */
export async function releaseReserve({ disk, folder }: SpoolPlace): Promise<boolean> {
  if (!(await disk.list(folder)).includes(reserveName)) return false;
  await disk.remove(join(folder, reserveName));
  return true;
}
