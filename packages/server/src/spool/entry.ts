import { crc32 } from 'node:zlib';
import { limits } from '../kernel/index.ts';

/**
 * One entry of a segment: a header of 32 bytes (two lines of xxd), then the payload. Numbers are
 * little-endian.
 *
 *    0  magic      8  f5 48 4f 4d 45 50 4f 54, "HOMEPOT" behind a byte that UTF-8 does not have,
 *                     so that no text in a payload can look like an entry
 *    8  sequence   8  its number; each entry's is higher than the one's before
 *   16  synced     8  the number up to which all was durable when this was written. The entries of
 *                     one group share it; an entry whose sequence is at most the `synced` of a
 *                     later one is known to have been durable once
 *   24  length     4  bytes of the payload
 *   28  crc32      4  of the payload, then of bytes 8 to 27, begun with the seal
 *
 * The seal is the crc32 of the spool's id: bytes of another spool, or bytes that a sender shaped
 * like an entry, are no entry here.
 */
export const entryHeaderBytes = 32;
export const entryMagic: Buffer = Buffer.from('f5484f4d45504f54', 'hex');

export interface Entry {
  readonly sequence: number;
  readonly synced: number;
  /** A view of the buffer that it was read from. */
  readonly payload: Buffer;
  /** Bytes of header and payload. */
  readonly bytes: number;
}

/** What stands at a place: an entry, the beginning of something that needs more bytes, or neither. */
export type EntryRead =
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'incomplete'; readonly bytesNeeded: number }
  | { readonly kind: 'invalid' };

const invalid: EntryRead = { kind: 'invalid' };

/** The seal of a spool's entries. */
export function sealOf(spoolId: string): number {
  return crc32(spoolId);
}

/** The checksum of a payload that is given in parts; the first half of an entry's. */
export function payloadCrc(parts: readonly Uint8Array[], seal: number): number {
  return parts.reduce((crc, part) => crc32(part, crc), seal);
}

/** The header of an entry whose payload has this length and `payloadCrc`. */
export function encodeEntryHeader(
  sequence: number,
  synced: number,
  payload: { readonly bytes: number; readonly crc: number },
): Buffer {
  const header = Buffer.alloc(entryHeaderBytes);
  entryMagic.copy(header);
  header.writeUIntLE(sequence, 8, 6);
  header.writeUIntLE(synced, 16, 6);
  header.writeUInt32LE(payload.bytes, 24);
  header.writeUInt32LE(crc32(header.subarray(8, 28), payload.crc), 28);
  return header;
}

/**
 * Reads what stands at `at`. An entry must be numbered above `after`, the last one before it:
 * what an older file left on the disk is valid by its checksum, but not here.
 */
export function readEntry(buffer: Buffer, at: number, seal: number, after: number): EntryRead {
  const bytesHere = buffer.length - at;
  if (bytesHere < entryHeaderBytes) return { kind: 'incomplete', bytesNeeded: entryHeaderBytes };
  if (entryMagic.compare(buffer, at, at + entryMagic.length) !== 0) return invalid;
  const sequence = buffer.readUIntLE(at + 8, 6);
  const synced = buffer.readUIntLE(at + 16, 6);
  const length = buffer.readUInt32LE(at + 24);
  if (sequence <= after || synced >= sequence || length > limits.entryBytesMax) return invalid;
  const bytes = entryHeaderBytes + length;
  if (bytesHere < bytes) return { kind: 'incomplete', bytesNeeded: bytes };
  const payload = buffer.subarray(at + entryHeaderBytes, at + bytes);
  const crc = crc32(buffer.subarray(at + 8, at + 28), crc32(payload, seal));
  if (crc !== buffer.readUInt32LE(at + 28)) return invalid;
  return { kind: 'entry', entry: { sequence, synced, payload, bytes } };
}
