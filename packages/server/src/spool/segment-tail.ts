import { limits } from '../kernel/index.ts';
import type { Waiting } from './append-queue.ts';
import { sumBytes } from './append-queue.ts';
import type { DiskFile } from './disk.ts';
import { encodeEntryHeader } from './entry.ts';
import type { RecoveredSpool } from './recover-spool.ts';
import { createSegment } from './segment.ts';
import { makeRoom } from './segment-room.ts';
import { writeFully } from './write-fully.ts';

/** The end of the newest segment, where entries are written. */
export interface SegmentTail {
  /** Writes a group, in a new segment if the newest is full, and returns when it is durable. */
  write(group: readonly Waiting[]): Promise<void>;
  /** Begins a new segment, unless the newest is empty. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

function encodeGroup(group: readonly Waiting[], synced: number): readonly Uint8Array[] {
  const parts = group.flatMap(({ sequence, payload, parts: payloadParts }) => [
    encodeEntryHeader(sequence, synced, payload),
    ...payloadParts,
  ]);
  return sumBytes(group) <= limits.spoolGroupCopyBytesMax ? [Buffer.concat(parts)] : parts;
}

/** Creates the tail of a recovered spool. After an error of `write` or `rotate` it must not be used. */
export function createSegmentTail(spool: RecoveredSpool, segmentBytesMax: number): SegmentTail {
  let { newest: segment, file } = spool;
  /** Where the file ends: behind its last entry, or behind the room for more. */
  let fileEnd = segment.bytes;
  /** Whether all that was written is durable; after an error it is not, and the file stays as it is. */
  let isWhole = true;

  async function closeFile(full: DiskFile, bytes: number): Promise<void> {
    if (isWhole && fileEnd > bytes) await full.truncate(bytes);
    await full.close();
  }

  async function rotate(): Promise<void> {
    if (segment.last < segment.first) return;
    const full = { file, bytes: segment.bytes };
    const first = segment.last + 1;
    const created = await createSegment(spool.place, first, []);
    file = created.file;
    segment = { first, last: segment.last, bytes: created.bytes, newestAtMs: segment.newestAtMs };
    spool.segments.push(segment);
    await closeFile(full.file, full.bytes);
    fileEnd = segment.bytes;
  }

  return {
    rotate,
    async write(group) {
      if (segment.bytes + sumBytes(group) > segmentBytesMax) await rotate();
      const parts = encodeGroup(group, segment.last);
      isWhole = false;
      const end = segment.bytes + (await writeFully(file, parts, segment.bytes));
      if (end > fileEnd) fileEnd = await makeRoom(file, end, segmentBytesMax);
      await file.datasync();
      segment.bytes = end;
      isWhole = true;
      for (const { sequence, receivedAtMs } of group) {
        segment.last = sequence;
        segment.newestAtMs = Math.max(segment.newestAtMs, receivedAtMs);
      }
    },
    close: () => closeFile(file, segment.bytes),
  };
}
