import type { BatchHeader } from './batch-codec.ts';
import { decodeBatchHeader } from './batch-codec.ts';
import type { DiskFile } from './disk.ts';
import type { Entry } from './entry.ts';
import { readFully } from './read-fully.ts';
import { readSegmentHeader, segmentHeaderBytes } from './segment.ts';
import { countRoom } from './segment-room.ts';
import type { Stretch } from './segment-scan.ts';
import { scanSegment } from './segment-scan.ts';

/** A batch that the spool holds, without its rows. */
export interface HeldBatch {
  readonly sequence: number;
  readonly header: BatchHeader;
}

/**
 * What a recovery finds in one segment.
 *
 * Proven entries are those that were durable once: all in a segment that has a successor, and in
 * the newest those up to the highest `synced`. The rest is the last group: nobody is left who
 * knows whether its sync came to an end, or failed.
 */
export interface SegmentSurvey {
  readonly first: number;
  readonly fileBytes: number;
  /** The proven entries, in as few stretches as damage allows. */
  readonly proven: readonly Stretch[];
  /** Up to which sequence they go; one less than `first` where there is none. */
  readonly provenLast: number;
  /** The place behind the last proven entry. */
  readonly provenEnd: number;
  /** The last sequence in the segment, proven or not. */
  readonly last: number;
  /** Bytes that were durable once and are damaged now. */
  readonly damage: readonly Stretch[];
  /** Bytes that are neither entry nor damage nor room: what a cut-off write left. */
  readonly tornBytes: number;
  readonly entries: number;
  readonly newestAtMs: number;
}

interface Notes {
  proven: Stretch[];
  unproven: Stretch[];
  provenLast: number;
  last: number;
  gaps: (Stretch & { after: number })[];
  entries: number;
  newestAtMs: number;
}

function join(stretches: readonly Stretch[], added: readonly Stretch[]): Stretch[] {
  const joined = [...stretches];
  for (const next of added) {
    const previous = joined.at(-1);
    if (previous !== undefined && previous.offset + previous.bytes === next.offset) {
      joined[joined.length - 1] = { offset: previous.offset, bytes: previous.bytes + next.bytes };
    } else {
      joined.push(next);
    }
  }
  return joined;
}

function prove(notes: Notes): void {
  notes.proven = join(notes.proven, notes.unproven);
  notes.unproven = [];
  notes.provenLast = notes.last;
}

function note(notes: Notes, offset: number, entry: Entry, header: BatchHeader): void {
  if (entry.synced > notes.provenLast) prove(notes);
  notes.provenLast = Math.max(notes.provenLast, entry.synced);
  notes.unproven = join(notes.unproven, [{ offset, bytes: entry.bytes }]);
  notes.last = entry.sequence;
  notes.entries += 1;
  notes.newestAtMs = Math.max(notes.newestAtMs, header.receivedAtMs);
}

async function readEntries(
  file: DiskFile,
  range: { first: number; end: number; limit: number },
  seal: number,
  each: (held: HeldBatch) => void,
): Promise<Notes> {
  const notes: Notes = {
    proven: [],
    unproven: [],
    provenLast: range.first - 1,
    last: range.first - 1,
    gaps: [],
    entries: 0,
    newestAtMs: 0,
  };
  const scan = { from: segmentHeaderBytes, to: range.end, after: range.first - 1 };
  for await (const found of scanSegment(file, scan, seal)) {
    if (found.kind === 'damage') {
      notes.gaps.push(found);
    } else if (found.entry.sequence < range.limit) {
      const header = decodeBatchHeader(found.entry.payload);
      note(notes, found.offset, found.entry, header);
      each({ sequence: found.entry.sequence, header });
    }
  }
  return notes;
}

function endOf(stretches: readonly Stretch[]): number {
  const last = stretches.at(-1);
  return last === undefined ? segmentHeaderBytes : last.offset + last.bytes;
}

/**
 * Reads a whole segment. `limit` is the first sequence of the next segment, undefined for the
 * newest; entries from there on are left-overs. `each` gets every batch that stays.
 */
export async function surveySegment(
  file: DiskFile,
  segment: { readonly first: number; readonly limit: number | undefined },
  seal: number,
  each: (held: HeldBatch) => void,
): Promise<SegmentSurvey> {
  const { first, limit } = segment;
  const end = await file.size();
  const notes = await readEntries(file, { first, end, limit: limit ?? Infinity }, seal, each);
  // A successor is begun only when all before it is durable.
  if (limit !== undefined) prove(notes);
  const provenEnd = endOf(notes.proven);
  const lost = (gap: Stretch & { after: number }): boolean =>
    limit === undefined
      ? gap.after < notes.provenLast
      : gap.offset < provenEnd || gap.after < limit - 1;
  const damage = notes.gaps.filter(lost);
  const torn = notes.gaps.filter((gap) => !lost(gap));
  const tail = torn.findLast(({ offset, bytes }) => offset + bytes === end);
  const room = tail === undefined ? 0 : await countRoom(file, tail.offset, end);
  const front = Buffer.alloc(segmentHeaderBytes);
  const frontBytes = await readFully(file, front, 0);
  const headerDamage =
    readSegmentHeader(front.subarray(0, frontBytes)) === undefined
      ? [{ offset: 0, bytes: frontBytes }]
      : [];
  return {
    first,
    fileBytes: end,
    proven: notes.proven,
    provenLast: notes.provenLast,
    provenEnd,
    last: notes.last,
    damage: [...headerDamage, ...damage],
    tornBytes: torn.reduce((sum, gap) => sum + gap.bytes, 0) - room,
    entries: notes.entries,
    newestAtMs: notes.newestAtMs,
  };
}
