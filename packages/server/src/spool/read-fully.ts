import type { DiskFile } from './disk.ts';

/** Fills the buffer, however few bytes the disk gives at a time. Returns fewer at the file's end. */
export async function readFully(
  file: DiskFile,
  into: Uint8Array,
  position: number,
): Promise<number> {
  let filled = 0;
  while (filled < into.length) {
    const count = await file.read(into.subarray(filled), position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
