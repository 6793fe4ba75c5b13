import type { BatchAnswer } from '@homepot/client';
import type { ImportBatch } from './cut-batches.ts';
import { importLimits } from './import-limits.ts';
import type { Fault } from './import-record.ts';

/** One record that was refused, and where it stands. */
export interface RejectedLine extends Fault {
  readonly file: string;
  readonly line: number;
}

/** What became of the records of an import. */
export interface ImportSummary {
  records: number;
  batches: number;
  accepted: number;
  duplicate: number;
  filtered: number;
  quarantined: number;
  rejected: number;
  /** The first of the rejected. */
  readonly rejectedLines: RejectedLine[];
}

/** A summary of nothing yet. */
export function createSummary(): ImportSummary {
  return {
    records: 0,
    batches: 0,
    accepted: 0,
    duplicate: 0,
    filtered: 0,
    quarantined: 0,
    rejected: 0,
    rejectedLines: [],
  };
}

function addRejected(summary: ImportSummary, rejected: RejectedLine): void {
  summary.rejected += 1;
  if (summary.rejectedLines.length < importLimits.rejectedLinesShownMax) {
    summary.rejectedLines.push(rejected);
  }
}

/** Counts a record that was not sent, because it could not be read. */
export function addFault(summary: ImportSummary, rejected: RejectedLine): void {
  summary.records += 1;
  addRejected(summary, rejected);
}

/** Counts the answer of one batch. */
export function addAnswer(summary: ImportSummary, batch: ImportBatch, answer: BatchAnswer): void {
  summary.batches += 1;
  summary.records += batch.lines.length;
  summary.accepted += answer.accepted;
  summary.duplicate += answer.duplicate;
  summary.filtered += answer.filtered;
  summary.quarantined += answer.quarantined;
  for (const { index, code, path, message } of answer.rejected) {
    const line = batch.lines[index] ?? 0;
    // The place in the batch says nothing to people; the line does.
    const column = path.replace(/^records\[\d+\]\.?/, '');
    addRejected(summary, { file: batch.file, line, code, path: column, message });
  }
}

/** Counts a batch that was refused as a whole. */
export function addRefusal(summary: ImportSummary, batch: ImportBatch, fault: Fault): void {
  summary.batches += 1;
  summary.records += batch.lines.length;
  summary.rejected += batch.lines.length - 1;
  addRejected(summary, { ...fault, file: batch.file, line: batch.lines[0] ?? 0 });
}
