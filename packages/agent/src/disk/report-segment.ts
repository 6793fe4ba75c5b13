import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { StoredReport } from '../reporting/report-store.ts';
import { decodeLine, decodeLines } from './line-codec.ts';

/** A line of a segment: a report, that one was taken, or which sequence is next. */
export type SegmentLine =
  | { readonly report: StoredReport }
  | { readonly taken: number }
  | { readonly next: number };

interface Place {
  readonly offset: number;
  readonly length: number;
}

/** One file of reports, and which of them still wait. */
export interface ReportSegment {
  readonly path: string;
  bytes: number;
  /** By sequence, in the order in which they were written. */
  readonly waiting: Map<number, Place>;
}

const suffix = '.reports';

/** The file of the segment that begins with this sequence. */
export function segmentPath(folder: string, firstSequence: number): string {
  return join(folder, `${String(firstSequence).padStart(16, '0')}${suffix}`);
}

/** Whether a name in the folder is that of a segment. */
export const isSegmentName = (name: string): boolean =>
  name.endsWith(suffix) && /^\d{16}$/.test(basename(name, suffix));

/**
 * Reads a segment. `onTaken` is told of reports that were taken, also of earlier segments. `bytes`
 * ends with its last whole line.
 */
export function readSegment(
  path: string,
  onTaken: (sequence: number) => void,
): { segment: ReportSegment; next: number; damaged: number } {
  const segment: ReportSegment = { path, bytes: 0, waiting: new Map() };
  let next = 0;
  let damaged = 0;
  for (const { offset, length, value } of decodeLines(readFileSync(path))) {
    segment.bytes = offset + length;
    const line = value as SegmentLine | undefined;
    if (line === undefined) damaged += 1;
    else if ('report' in line) {
      segment.waiting.set(line.report.sequence, { offset, length });
      next = Math.max(next, line.report.sequence + 1);
    } else if ('taken' in line) {
      if (!segment.waiting.delete(line.taken)) onTaken(line.taken);
    } else next = Math.max(next, line.next);
  }
  return { segment, next, damaged };
}

/** A report of a segment; undefined where it cannot be read any more. */
export function readReport(
  { path, waiting }: ReportSegment,
  sequence: number,
): StoredReport | undefined {
  const place = waiting.get(sequence);
  if (place === undefined) return undefined;
  const line = Buffer.allocUnsafe(place.length);
  try {
    const file = openSync(path, 'r');
    try {
      if (readSync(file, line, 0, place.length, place.offset) < place.length) return undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
  const value = decodeLine(line) as SegmentLine | undefined;
  return value !== undefined && 'report' in value ? value.report : undefined;
}
