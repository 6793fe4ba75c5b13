import type { DiskFile } from './disk.ts';

function withoutFirst(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let toDrop = bytes;
  for (const part of parts) {
    if (toDrop < part.length) rest.push(part.subarray(toDrop));
    toDrop = Math.max(0, toDrop - part.length);
  }
  return rest;
}

/**
 * Writes all parts, however few bytes the disk takes at a time. Returns the bytes written; throws
 * what the disk throws.
 */
export async function writeFully(
  file: DiskFile,
  parts: readonly Uint8Array[],
  position: number,
): Promise<number> {
  let written = 0;
  let rest = withoutFirst(parts, 0);
  while (rest.length > 0) {
    const count = await file.write(rest, position + written);
    if (count === 0) throw new Error('The disk took no byte of a write');
    written += count;
    rest = withoutFirst(rest, count);
  }
  return written;
}
