import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { call } from '../call.ts';

/** One batch of the load: its rows carry marks that are found again in the database. */
export interface SentBatch {
  readonly id: string;
  readonly table: string;
  readonly records: readonly Record<string, unknown>[];
  /** How often it was sent. */
  attempts: number;
  acknowledged: boolean;
}

/** Sends batches without end until it is stopped; keeps what was not acknowledged for the next life. */
export interface Load {
  readonly batches: readonly SentBatch[];
  /** Sends until the signal; resolves when the last request has come back or broken. */
  run(url: string, key: string, signal: AbortSignal): Promise<void>;
  /** Sends what was never acknowledged again, with the same ids. */
  finish(url: string, key: string): Promise<void>;
}

const rowsPerBatchMax = 40;
const sendersCount = 6;
const repeatShare = 0.05;

const routes = ['/api/v1/devices', '/api/v1/devices/{device_id}', '/api/v1/sites', '/checkout'];

function pick<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)] as T;
}

type Maker = (mark: string) => Record<string, unknown>;

const makers: Readonly<Record<string, Maker>> = {
  api_request_logs: (mark) => ({
    timestamp: new Date(Date.now() - Math.random() * 5 * 3_600_000).toISOString(),
    endpoint: pick(routes),
    method: pick(['GET', 'POST', 'PUT']),
    status_code: pick([200, 201, 204, 400, 404, 500, 503]),
    response_time_ms: Math.random() < 0.1 ? null : Math.exp(Math.random() * 9),
    request_id: mark,
  }),
  device_metrics: (mark) => ({
    timestamp: new Date().toISOString(),
    device_id: mark,
    cpu_percent: Math.random() * 100,
    transaction_volume: (Math.random() * 1_000).toFixed(2),
  }),
  error_logs: (mark) => ({
    category: pick(['api', 'database', 'device']),
    severity: pick(['warning', 'error', 'critical']),
    error_code: mark,
    error_message: 'Payment gateway timeout',
  }),
};

function createBatch(serial: number): SentBatch {
  const [table, make] = pick(Object.entries(makers));
  const count = 1 + Math.floor(Math.random() * rowsPerBatchMax);
  const records = Array.from({ length: count }, (_, index) => make(`m${serial}-${index}`));
  return { id: randomUUID(), table, records, attempts: 0, acknowledged: false };
}

async function sendBatch(batch: SentBatch, url: string, key: string): Promise<void> {
  batch.attempts += 1;
  const answer = await call(`${url}/api/v1/ingest/${batch.table}`, {
    key,
    body: batch.records,
    headers: { 'idempotency-key': batch.id },
  });
  if (answer.status === 200) batch.acknowledged = true;
  else if (answer.status < 500) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
}

/** A lost connection is what a crash looks like from outside: fetch throws a TypeError. */
function ignoreLostConnection(error: unknown): void {
  if (!(error instanceof TypeError)) throw error;
}

/**
 * Creates a load of random batches into three tables. Each sender pauses after a batch, unless it is
 * told to send as fast as it can.
 */
export function createLoad({ pauseMilliseconds = 0 } = {}): Load {
  const batches: SentBatch[] = [];
  const waiting: SentBatch[] = [];
  const next = (): SentBatch => {
    // An acknowledged batch is sent again now and then: its sender may have lost the answer.
    const again = Math.random() < repeatShare && batches.length > 0 ? pick(batches) : undefined;
    const batch = waiting.pop() ?? again ?? createBatch(batches.length);
    if (batch.attempts === 0) batches.push(batch);
    return batch;
  };
  const sendUntil = async (url: string, key: string, signal: AbortSignal) => {
    while (!signal.aborted) {
      const batch = next();
      await sendBatch(batch, url, key).catch(ignoreLostConnection);
      if (!batch.acknowledged && !waiting.includes(batch)) waiting.push(batch);
      if (pauseMilliseconds > 0) await pause(pauseMilliseconds);
    }
  };
  return {
    batches,
    run: async (url, key, signal) => {
      await Promise.all(Array.from({ length: sendersCount }, () => sendUntil(url, key, signal)));
    },
    finish: async (url, key) => {
      for (const batch of batches.filter((one) => !one.acknowledged)) {
        await sendBatch(batch, url, key);
      }
    },
  };
}
