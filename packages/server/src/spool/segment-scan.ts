import { limits } from '../kernel/index.ts';
import type { DiskFile } from './disk.ts';
import type { Entry, EntryRead } from './entry.ts';
import { entryHeaderBytes, entryMagic, readEntry } from './entry.ts';
import { readFully } from './read-fully.ts';

/** A stretch of a file. */
export interface Stretch {
  readonly offset: number;
  readonly bytes: number;
}

/** What a scan comes upon. An entry's payload is valid until the next step. */
export type Found =
  | { readonly kind: 'entry'; readonly offset: number; readonly entry: Entry }
  /** Bytes that are no entry; `after` is the last sequence before them. */
  | ({ readonly kind: 'damage'; readonly after: number } & Stretch);

/** What to scan: bytes `from` to `to` of a file, behind the entry numbered `after`. */
export interface ScanRange {
  readonly from: number;
  readonly to: number;
  readonly after: number;
}

interface Window {
  /** At least `bytes` bytes from `offset`; fewer only at the end. */
  view(offset: number, bytes: number): Promise<Buffer>;
}

/** Holds a moving part of a file, as large as one entry needs. */
function createWindow(file: DiskFile, end: number): Window {
  let buffer = Buffer.allocUnsafe(limits.spoolScanBytes);
  let start = 0;
  let filled = 0;
  async function load(offset: number, bytes: number): Promise<void> {
    const kept = buffer.subarray(Math.min(filled, offset - start), filled);
    const next = bytes <= buffer.length ? buffer : Buffer.allocUnsafe(bytes);
    kept.copy(next);
    const wanted = Math.min(next.length, end - offset);
    const fresh = next.subarray(kept.length, Math.max(kept.length, wanted));
    filled = kept.length + (await readFully(file, fresh, offset + kept.length));
    buffer = next;
    start = offset;
  }
  return {
    async view(offset, bytes) {
      const bytesHere = Math.min(bytes, end - offset);
      if (offset < start || offset + bytesHere > start + filled) await load(offset, bytes);
      return buffer.subarray(offset - start, filled);
    },
  };
}

async function readWhole(
  window: Window,
  offset: number,
  range: ScanRange,
  seal: number,
  after: number,
): Promise<EntryRead> {
  const first = readEntry(await window.view(offset, entryHeaderBytes), 0, seal, after);
  if (first.kind !== 'incomplete' || offset + first.bytesNeeded > range.to) return first;
  return readEntry(await window.view(offset, first.bytesNeeded), 0, seal, after);
}

/** The next place, from `offset` on, where an entry could begin; the end where there is none. */
async function nextCandidate(window: Window, offset: number, to: number): Promise<number> {
  let position = offset;
  while (position + entryHeaderBytes <= to) {
    const view = await window.view(position, entryHeaderBytes);
    if (view.length < entryHeaderBytes) return to;
    const found = view.indexOf(entryMagic);
    if (found >= 0) return Math.min(position + found, to);
    position += view.length - entryMagic.length + 1;
  }
  return to;
}

/**
 * Walks through the entries of a segment. Where there is none, it goes on with the next bytes that
 * are one by magic, number and checksum, so that damage costs only what it hit. It holds one entry
 * at a time, never the segment.
 */
export async function* scanSegment(
  file: DiskFile,
  range: ScanRange,
  seal: number,
): AsyncGenerator<Found, void> {
  const window = createWindow(file, range.to);
  let { after } = range;
  let offset = range.from;
  let intactTo = range.from;
  while (offset < range.to) {
    const read = await readWhole(window, offset, range, seal, after);
    if (read.kind !== 'entry') {
      offset = await nextCandidate(window, offset + 1, range.to);
      continue;
    }
    if (offset > intactTo) {
      yield { kind: 'damage', offset: intactTo, bytes: offset - intactTo, after };
    }
    yield { kind: 'entry', offset, entry: read.entry };
    after = read.entry.sequence;
    offset += read.entry.bytes;
    intactTo = offset;
  }
  if (range.to > intactTo) {
    yield { kind: 'damage', offset: intactTo, bytes: range.to - intactTo, after };
  }
}
