import { limits } from '../kernel/index.ts';
import type { DiskFile } from './disk.ts';
import { saysDiskFull } from './disk-full.ts';
import { readFully } from './read-fully.ts';
import { writeFully } from './write-fully.ts';

const zeros = Buffer.alloc(limits.spoolRoomBytes);

/**
 * Room is a stretch of zeros behind the last entry of the newest segment. A sync of bytes that the
 * file had before takes the bytes to the disk and nothing else. A sync of a file that grew makes the
 * file system write its journal as well, and with it, on ext4, all that other programs appended
 * lately: beside a busy database that is the difference between one millisecond and hundreds.
 *
 * Room is no part of the log: whatever closes a segment cuts it off, and a recovery takes it for
 * what it is.
 */

/**
 * Makes room behind `end`; durable with the next sync. Returns where the file ends now. A disk that
 * has no room for zeros may still have some for entries, so that is no error.
 */
export async function makeRoom(file: DiskFile, end: number, endMax: number): Promise<number> {
  const wanted = Math.ceil(end / zeros.length) * zeros.length;
  const bytes = Math.max(0, Math.min(wanted, endMax) - end);
  if (bytes === 0) return end;
  try {
    return end + (await writeFully(file, [zeros.subarray(0, bytes)], end));
  } catch (error) {
    if (!saysDiskFull(error)) throw error;
    await file.truncate(end);
    return end;
  }
}

/** How many of the bytes `from` to `to`, counted from the end, are zero: room, or nothing at all. */
export async function countRoom(file: DiskFile, from: number, to: number): Promise<number> {
  const buffer = Buffer.allocUnsafe(Math.min(limits.spoolScanBytes, to - from));
  for (let end = to; end > from; ) {
    const start = Math.max(from, end - buffer.length);
    const part = buffer.subarray(0, end - start);
    await readFully(file, part, start);
    const last = part.findLastIndex((byte) => byte !== 0);
    if (last >= 0) return to - (start + last + 1);
    end = start;
  }
  return to - from;
}
