import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Disk, DiskFile } from './disk.ts';
import { DiskFullError, saysDiskFull } from './disk-full.ts';
import { writeFully } from './write-fully.ts';

/**
 * A segment is a file `NNNNNNNNNNNNNNNN.spool`, named after the first sequence that it may hold:
 * a header of 48 bytes (three lines of xxd), then entries back to back (see entry.ts).
 *
 *    0  "HOMEPOT SPOOL 1\n"                  16
 *   16  the spool's id, a UUID, as bytes     16
 *   32  first sequence, little-endian         8
 *   40  zero                                  4
 *   44  crc32 of the bytes before             4
 *
 * It is written under another name, synced, renamed, and the folder synced: a segment that has its
 * name is whole. A segment ends where the next one begins: an entry numbered like the next
 * segment's first or higher is a left-over of a recovery that moved it there.
 *
 * Behind the entries of the newest segment there may be zeros, room for more (segment-room.ts).
 *
 * There is always a newest segment, even when all entries are gone. So numbers never go back.
 */
export const segmentHeaderBytes = 48;
const opening = Buffer.from('HOMEPOT SPOOL 1\n');
const nameDigits = 16;

/** What the spool knows of a segment without reading it. */
export interface Segment {
  readonly first: number;
  /** The last sequence in it; one less than `first` when it is empty. */
  last: number;
  /** Durable bytes. */
  bytes: number;
  /** When the youngest batch in it was received, in milliseconds since 1970. */
  newestAtMs: number;
}

/** Where a spool lives, and how its entries are sealed. */
export interface SpoolPlace {
  readonly disk: Disk;
  readonly folder: string;
  readonly id: string;
  readonly seal: number;
}

/** What a segment that is not yet whole, or the id, is called meanwhile. */
export const unfinishedSuffix = '.new';

export function segmentName(first: number): string {
  return `${String(first).padStart(nameDigits, '0')}.spool`;
}

/** The first sequence that a file name tells, or undefined where it is no segment's name. */
export function firstSequenceOf(name: string): number | undefined {
  return /^\d{16}\.spool$/.test(name) ? Number(name.slice(0, nameDigits)) : undefined;
}

function encodeSegmentHeader(id: string, first: number): Buffer {
  const header = Buffer.alloc(segmentHeaderBytes);
  opening.copy(header);
  header.write(id.replaceAll('-', ''), 16, 'hex');
  header.writeUIntLE(first, 32, 6);
  header.writeUInt32LE(crc32(header.subarray(0, 44)), 44);
  return header;
}

/** The id of the spool that wrote a segment, or undefined where the header is damaged. */
export function readSegmentHeader(header: Buffer): string | undefined {
  if (header.length < segmentHeaderBytes) return undefined;
  if (!header.subarray(0, opening.length).equals(opening)) return undefined;
  if (crc32(header.subarray(0, 44)) !== header.readUInt32LE(44)) return undefined;
  const hex = header.toString('hex', 16, 32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Writes a whole segment under the name it has meanwhile; what it could not finish, it removes. */
async function writeUnfinished(
  { disk, id }: SpoolPlace,
  path: string,
  first: number,
  entries: AsyncIterable<readonly Uint8Array[]> | readonly [],
): Promise<{ file: DiskFile; bytes: number }> {
  let file: DiskFile | undefined;
  try {
    file = await disk.open(path, 'create');
    let bytes = await writeFully(file, [encodeSegmentHeader(id, first)], 0);
    for await (const parts of entries) bytes += await writeFully(file, parts, bytes);
    await file.datasync();
    return { file, bytes };
  } catch (error) {
    await file?.close().catch(() => undefined);
    if (!saysDiskFull(error)) throw error;
    // It must not keep the little room that there is.
    if (file !== undefined) await disk.remove(path);
    throw new DiskFullError(error);
  }
}

/**
 * Creates a segment that holds these entries, given as bytes of whole entries; it replaces one of
 * the same name. It is durable, name included, when the file is returned, open for more. Throws
 * DiskFullError where there was no room for it and the folder is as it was.
 */
export async function createSegment(
  place: SpoolPlace,
  first: number,
  entries: AsyncIterable<readonly Uint8Array[]> | readonly [],
): Promise<{ file: DiskFile; bytes: number }> {
  const path = join(place.folder, segmentName(first));
  const { file, bytes } = await writeUnfinished(place, path + unfinishedSuffix, first, entries);
  try {
    await place.disk.rename(path + unfinishedSuffix, path);
    await place.disk.syncFolder(place.folder);
    return { file, bytes };
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}
