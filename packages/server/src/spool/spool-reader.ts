import { join } from 'node:path';
import type { Clock, Log } from '../kernel/index.ts';
import { inSlices, limits } from '../kernel/index.ts';
import type { Batch } from './batch.ts';
import { decodeBatch, decodeBatchHeader } from './batch-codec.ts';
import type { DiskFile } from './disk.ts';
import type { Entry } from './entry.ts';
import { readEntry } from './entry.ts';
import { readFully } from './read-fully.ts';
import type { ReadMemory } from './read-memory.ts';
import { createReadMemory } from './read-memory.ts';
import type { Segment, SpoolPlace } from './segment.ts';
import { segmentHeaderBytes, segmentName } from './segment.ts';
import { scanSegment } from './segment-scan.ts';
import type { HeldBatch } from './survey-segment.ts';

/** A batch of the spool with its number. */
export interface SpoolEntry {
  readonly sequence: number;
  readonly batch: Batch;
}

/**
 * Reads forward. The reader keeps its place, so that going on costs one read of the disk, whatever
 * lies before it; another place is found by a scan of one segment. It sees durable bytes only,
 * because the segments' sizes tell no others.
 */
export interface SpoolReader {
  /**
   * The entries behind `after`, in order: at least one where there is any, else up to `bytesMax`. Their rows are
   * views of memory that is used again once the last of them is released.
   */
  read(after: number, bytesMax: number): Promise<readonly SpoolEntry[]>;
  /** Entries up to here are needed by nobody. */
  release(sequence: number): void;
  /** The headers of all entries behind `after` that are durable when it gets there. */
  headers(after: number): AsyncGenerator<HeldBatch, void>;
  /** Bytes that were found damaged while reading. */
  damagedBytes(): number;
  close(): Promise<void>;
}

interface Place {
  readonly segment: Segment;
  readonly file: DiskFile;
  offset: number;
  /** The last sequence before it. */
  after: number;
}

function segmentBehind(segments: readonly Segment[], first: number): Segment | undefined {
  return segments.find((segment) => segment.first > first);
}

function segmentOf(segments: readonly Segment[], sequence: number): Segment | undefined {
  return segments.findLast((segment) => segment.first <= sequence) ?? segments[0];
}

async function openAt(place: SpoolPlace, segment: Segment, after: number): Promise<Place> {
  const path = join(place.folder, segmentName(segment.first));
  const file = await place.disk.open(path, 'read');
  const start = { segment, file, offset: segmentHeaderBytes, after: segment.first - 1 };
  if (after < segment.first) return start;
  const range = { from: segmentHeaderBytes, to: segment.bytes, after: segment.first - 1 };
  for await (const found of scanSegment(file, range, place.seal)) {
    if (found.kind === 'damage') continue;
    if (found.entry.sequence > after) return { ...start, offset: found.offset, after };
  }
  return { ...start, offset: range.to, after };
}

/** Reads what stands at a place, as far as `bytesMax` goes. */
async function readEntries(
  at: Place,
  seal: number,
  bytesMax: number,
  memory: ReadMemory,
): Promise<{ entries: Entry[]; bytesNeeded: number }> {
  const bytes = Math.min(bytesMax, at.segment.bytes - at.offset);
  const buffer = memory.take(bytes);
  const chunk = buffer.subarray(0, await readFully(at.file, buffer, at.offset));
  const entries: Entry[] = [];
  let position = 0;
  let { after } = at;
  while (position < chunk.length) {
    const read = readEntry(chunk, position, seal, after);
    if (read.kind === 'invalid') return { entries, bytesNeeded: 0 };
    if (read.kind === 'incomplete') return { entries, bytesNeeded: read.bytesNeeded };
    entries.push(read.entry);
    position += read.entry.bytes;
    after = read.entry.sequence;
  }
  return { entries, bytesNeeded: 0 };
}

/** Moves a place behind bytes that are no entry. Returns how many they are. */
async function skipDamage(at: Place, seal: number): Promise<number> {
  const range = { from: at.offset, to: at.segment.bytes, after: at.after };
  const { value: found } = await scanSegment(at.file, range, seal).next();
  if (found?.kind !== 'damage') return 0;
  at.offset += found.bytes;
  return found.bytes;
}

interface Cursor {
  /** The place behind `after`: the one where the last read ended, or one that is looked up. */
  at(after: number): Promise<Place | undefined>;
  close(): Promise<void>;
}

function createCursor(place: SpoolPlace, segments: readonly Segment[]): Cursor {
  let current: Place | undefined;
  async function move(segment: Segment | undefined, after: number): Promise<void> {
    await current?.file.close();
    current = undefined;
    if (segment !== undefined) current = await openAt(place, segment, after);
  }
  return {
    async at(after) {
      if (current?.after !== after) await move(segmentOf(segments, after + 1), after);
      while (current !== undefined && current.offset >= current.segment.bytes) {
        const next = segmentBehind(segments, current.segment.first);
        if (next === undefined) return undefined;
        await move(next, after);
      }
      return current;
    },
    close: () => move(undefined, 0),
  };
}

/** Runs one task after the other. */
function createTurns(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task);
    last = turn.catch(() => undefined);
    return turn;
  };
}

/** Creates the reader of a recovered spool. `segments` is the spool's own list, as it changes. */
export function createSpoolReader(
  { log, clock }: { readonly log: Log; readonly clock: Clock },
  place: SpoolPlace,
  segments: readonly Segment[],
): SpoolReader {
  const cursor = createCursor(place, segments);
  const inTurn = createTurns();
  const memory = createReadMemory();
  let damagedBytes = 0;

  async function readAt(at: Place, bytesMax: number): Promise<readonly Entry[]> {
    const { entries, bytesNeeded } = await readEntries(at, place.seal, bytesMax, memory);
    if (entries.length > 0) return entries;
    const fits = at.offset + bytesNeeded <= at.segment.bytes;
    if (bytesNeeded > bytesMax && fits) return readAt(at, bytesNeeded);
    const segment = segmentName(at.segment.first);
    const { offset } = at;
    const bytes = await skipDamage(at, place.seal);
    damagedBytes += bytes;
    log.error({ folder: place.folder, segment, offset, bytes }, 'Read damaged bytes in the spool');
    return [];
  }

  async function decode(entries: readonly Entry[]): Promise<readonly SpoolEntry[]> {
    const decoded: SpoolEntry[] = [];
    await inSlices(
      entries,
      ({ sequence, payload }) => decoded.push({ sequence, batch: decodeBatch(payload) }),
      { clock, sliceMs: limits.drainSliceMilliseconds },
    );
    return decoded;
  }

  async function read(after: number, bytesMax: number): Promise<readonly SpoolEntry[]> {
    for (;;) {
      const at = await cursor.at(after);
      if (at === undefined) return [];
      const entries = await readAt(at, bytesMax);
      for (const { sequence, bytes } of entries) {
        at.offset += bytes;
        at.after = sequence;
      }
      memory.keepUntil(at.after);
      if (entries.length > 0) return decode(entries);
    }
  }

  return {
    read: (after, bytesMax) => inTurn(() => read(after, bytesMax)),
    release: memory.release,
    async *headers(after) {
      let segment = segmentOf(segments, after + 1);
      while (segment !== undefined) {
        const file = await place.disk.open(join(place.folder, segmentName(segment.first)), 'read');
        try {
          const range = {
            from: segmentHeaderBytes,
            to: segment.bytes,
            after: segment.first - 1,
          };
          for await (const found of scanSegment(file, range, place.seal)) {
            if (found.kind === 'damage' || found.entry.sequence <= after) continue;
            const { sequence, payload } = found.entry;
            yield { sequence, header: decodeBatchHeader(payload) };
          }
        } finally {
          await file.close();
        }
        segment = segmentBehind(segments, segment.first);
      }
    },
    damagedBytes: () => damagedBytes,
    close: () => inTurn(() => cursor.close()),
  };
}
