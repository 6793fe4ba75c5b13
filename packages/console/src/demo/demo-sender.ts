import type { BatchAnswer, Client } from '@homepot/client';
import { ClientError } from '@homepot/client';
import type { PastRow } from '@homepot/simulator';

/** What became of the rows, by table. */
export interface DemoCounts {
  stored: number;
  duplicate: number;
  refused: number;
  /** Older than what the table keeps: it would leave at once. */
  tooOld: number;
}

/** Sends rows as batches whose ids follow from their order, several at a time. */
export interface DemoSender {
  /** Takes a row; resolves when there is room for the next. */
  add(row: PastRow): Promise<void>;
  /** Sends what is left, and resolves when everything is answered. */
  finish(): Promise<ReadonlyMap<string, DemoCounts>>;
}

const batchRecordsMax = 2_000;
const batchBytesMax = 1_000_000;
const inFlightMax = 4;
const tooOldCode = 'past_retention';

interface Buffer {
  lines: string[];
  bytes: number;
  number: number;
}

/** Creates it. `demoId` begins the id of every batch. */
export function createDemoSender(client: Client, demoId: string): DemoSender {
  const buffers = new Map<string, Buffer>();
  const counts = new Map<string, DemoCounts>();
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const encoder = new TextEncoder();

  const countsOf = (table: string): DemoCounts => {
    const of = counts.get(table) ?? { stored: 0, duplicate: 0, refused: 0, tooOld: 0 };
    counts.set(table, of);
    return of;
  };

  const count = (table: string, { accepted, duplicate, rejected, quarantined }: BatchAnswer) => {
    const of = countsOf(table);
    const tooOld = rejected.filter(({ code }) => code === tooOldCode).length;
    of.stored += accepted;
    of.duplicate += duplicate;
    of.refused += rejected.length - tooOld + quarantined;
    of.tooOld += tooOld;
  };

  /** A batch of which nothing is young enough is an error to its sender; here it is told like the others. */
  const noteFailure = (table: string, records: number, error: unknown): void => {
    if (error instanceof ClientError && error.code === tooOldCode) {
      countsOf(table).tooOld += records;
    } else failures.push(error);
  };

  const send = (table: string, buffer: Buffer): void => {
    const records = buffer.lines.length;
    const body = encoder.encode(buffer.lines.join('\n'));
    const batchId = `${demoId}:${table}:${buffer.number}`;
    buffers.set(table, { lines: [], bytes: 0, number: buffer.number + 1 });
    const options = { batchId, demo: true, contentType: 'application/x-ndjson' };
    const sending = client
      .ingestBody(table, body, options)
      .then((answer) => count(table, answer))
      .catch((error: unknown) => noteFailure(table, records, error))
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  };

  const requireWell = () => {
    if (failures.length > 0) throw failures[0];
  };

  return {
    async add({ table, row }) {
      const buffer = buffers.get(table) ?? { lines: [], bytes: 0, number: 0 };
      buffers.set(table, buffer);
      const line = JSON.stringify(row);
      buffer.lines.push(line);
      buffer.bytes += line.length;
      if (buffer.lines.length < batchRecordsMax && buffer.bytes < batchBytesMax) return;
      while (underWay.size >= inFlightMax) await Promise.race(underWay);
      requireWell();
      send(table, buffer);
    },
    async finish() {
      for (const [table, buffer] of buffers) if (buffer.lines.length > 0) send(table, buffer);
      await Promise.all(underWay);
      requireWell();
      return counts;
    },
  };
}
