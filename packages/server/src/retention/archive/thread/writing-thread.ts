import { hash } from 'node:crypto';
import { createParquetFile } from '../../parquet/create-parquet-file.ts';
import type { ParquetColumn, ParquetRow } from '../../parquet/parquet-column.ts';
import { createSummaryAdder } from '../content/summary-adder.ts';
import type { FileSection } from '../parts/manifest.ts';
import { readCopy } from './read-copy.ts';
import type { Ask } from './thread-port.ts';
import { runInThread } from './thread-port.ts';
import type { WritingJob, WritingResult } from './writing-job.ts';

/** Counts rows by what stands in one of their columns. */
function createTally(columns: readonly ParquetColumn[], name: string) {
  const index = columns.findIndex((column) => column.name === name);
  const counts = new Map<string, number>();
  return {
    add(rows: readonly ParquetRow[]): void {
      if (index === -1) return;
      for (const row of rows) {
        const key = String(row[index]);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    },
    total: () => Object.fromEntries([...counts].sort()),
  };
}

/** Notes what is written between two calls as one section. */
function createSections(timeIndex: number) {
  const sections: FileSection[] = [];
  let pending: { rows: number; oldest: unknown; newest: unknown } | undefined;
  return {
    sections,
    /** Rows are sorted by time. */
    add(rows: readonly ParquetRow[]): void {
      if (rows.length === 0) return;
      pending ??= { rows: 0, oldest: rows[0]?.[timeIndex], newest: undefined };
      pending.rows += rows.length;
      pending.newest = rows.at(-1)?.[timeIndex];
    },
    close(bytes: Uint8Array): void {
      const start = sections.at(-1)?.end ?? 0;
      sections.push({
        rows: pending?.rows ?? 0,
        start,
        end: start + bytes.length,
        sha256: hash('sha256', bytes, 'hex'),
        oldest: pending === undefined ? null : String(pending.oldest),
        newest: pending === undefined ? null : String(pending.newest),
      });
      pending = undefined;
    },
  };
}

/** Rows as columns, for the summary. */
const transpose = (rows: readonly ParquetRow[], columns: readonly ParquetColumn[]) =>
  columns.map((_, index) => rows.map((row) => row[index] ?? null));

async function write(job: WritingJob, ask: Ask): Promise<WritingResult> {
  const { columns, timeColumn, createdBy } = job;
  const adder = createSummaryAdder(columns, timeColumn);
  const tally = createTally(columns, 'provenance');
  const noted = createSections(columns.findIndex(({ name }) => name === timeColumn));
  const file = createParquetFile({
    columns,
    createdBy,
    metadata: () => ({
      ...job.metadata,
      'homepot.summary': JSON.stringify(adder.total()),
      'homepot.provenance': JSON.stringify(tally.total()),
    }),
    write: async (bytes) => {
      noted.close(bytes);
      await ask('bytes', bytes, [bytes.buffer as ArrayBuffer]);
    },
  });
  for await (const rows of readCopy(columns, () => ask('next'))) {
    adder.add(rows.length, transpose(rows, columns));
    tally.add(rows);
    for (const row of rows) {
      noted.add([row]);
      await file.append([row]);
    }
  }
  const { bytes } = await file.finish();
  const { sections } = noted;
  return { bytes, summary: adder.total(), provenance: tally.total(), sections };
}

await runInThread(write);
