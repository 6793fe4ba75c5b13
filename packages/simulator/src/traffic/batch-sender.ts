import type { Client } from '@homepot/client';
import { ClientError } from '@homepot/client';
import { trafficLimits as limits } from './traffic-limits.ts';
import type { TrafficRecord, TrafficTable } from './traffic-records.ts';
import { trafficTables } from './traffic-records.ts';

/** What became of what was handed over. */
interface SendCounts {
  readonly accepted: Readonly<Record<TrafficTable, number>>;
  /** Refused by the server, for good. */
  rejected: number;
  /** Let go because the server was away for too long. */
  dropped: number;
}

/** Sends what happens, in batches. */
export interface BatchSender {
  add(table: TrafficTable, record: TrafficRecord): void;
  /** Sends what waits. Rejects with the error of a credential that is not taken; the batch stays. */
  flush(signal: AbortSignal): Promise<void>;
  waiting(): number;
  counts(): SendCounts;
}

interface Batch {
  readonly id: string;
  readonly records: readonly TrafficRecord[];
}

interface Queue {
  records: TrafficRecord[];
  /** Sent, and not answered yet: sent again with the same id, it is stored once. */
  batch: Batch | undefined;
}

const isOver = (error: unknown): error is ClientError =>
  error instanceof ClientError && error.status >= 400 && error.status < 500;

/** Creates the sender; `readClient` gives the client of the credential that is good now. */
export function createBatchSender(readClient: () => Client): BatchSender {
  const queues = new Map<TrafficTable, Queue>(
    trafficTables.map((table) => [table, { records: [], batch: undefined }]),
  );
  const accepted = Object.fromEntries(trafficTables.map((table) => [table, 0])) as Record<
    TrafficTable,
    number
  >;
  const counts = { accepted, rejected: 0, dropped: 0 };

  const send = async (table: TrafficTable, batch: Batch, signal: AbortSignal): Promise<void> => {
    try {
      const options = { batchId: batch.id, signal };
      const answer = await readClient().ingest(table, batch.records, options);
      accepted[table] += answer.accepted;
      counts.rejected += answer.rejected.length;
    } catch (error) {
      const isCredential = isOver(error) && (error.status === 401 || error.status === 403);
      if (!isOver(error) || isCredential || error.status === 429) throw error;
      counts.rejected += batch.records.length;
    }
  };

  const flushTable = async (table: TrafficTable, queue: Queue, signal: AbortSignal) => {
    while (!signal.aborted && (queue.batch !== undefined || queue.records.length > 0)) {
      queue.batch ??= {
        id: crypto.randomUUID(),
        records: queue.records.splice(0, limits.recordsPerBatchMax),
      };
      await send(table, queue.batch, signal);
      queue.batch = undefined;
    }
  };

  return {
    add(table, record) {
      const records = queues.get(table)?.records;
      records?.push(record);
      if (records !== undefined && records.length > limits.waitingRecordsMax) {
        counts.dropped += 1;
        records.shift();
      }
    },
    async flush(signal) {
      for (const [table, queue] of queues) await flushTable(table, queue, signal);
    },
    waiting: () =>
      [...queues.values()].reduce(
        (sum, { records, batch }) => sum + records.length + (batch?.records.length ?? 0),
        0,
      ),
    counts: () => counts,
  };
}
