import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

/** What came of a load. */
export interface LoadFigures {
  readonly rows: number;
  readonly rowsPerSecond: number;
  /** Milliseconds until a batch was acknowledged, sorted. */
  readonly latenciesMs: readonly number[];
  readonly failures: readonly string[];
}

const rowsPerBatch = 500;
const batchesAtOnceMax = 64;

const rows = () =>
  JSON.stringify(
    Array.from({ length: rowsPerBatch }, (_, i) => ({
      device_id: `bench-${i}`,
      cpu_percent: Math.round(Math.random() * 1_000) / 10,
      memory_percent: 40,
      disk_percent: 50,
      timestamp: new Date().toISOString(),
    })),
  );

/** Sends so many rows a second until it is told to stop, whatever the answers take. */
export function startLoad(url: string, key: string, rowsPerSecond: number) {
  const latenciesMs: number[] = [];
  const failures: string[] = [];
  const underway = new Set<Promise<void>>();
  let isStopped = false;
  let sent = 0;

  async function post(): Promise<void> {
    const startMs = performance.now();
    try {
      const answer = await fetch(`${url}/api/v1/ingest/device_metrics`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
        body: rows(),
      });
      const text = await answer.text();
      if (!answer.ok) failures.push(`${answer.status}: ${text.slice(0, 200)}`);
      else sent += rowsPerBatch;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
    latenciesMs.push(performance.now() - startMs);
  }

  const beganMs = performance.now();
  const running = (async () => {
    for (let i = 0; !isStopped; i += 1) {
      const dueMs = beganMs + (i * rowsPerBatch * 1_000) / rowsPerSecond;
      const leftMs = dueMs - performance.now();
      if (leftMs > 0) await pause(leftMs);
      if (underway.size >= batchesAtOnceMax) await Promise.race(underway);
      const posting = post().finally(() => underway.delete(posting));
      underway.add(posting);
    }
    await Promise.all(underway);
  })();

  return {
    async stop(): Promise<LoadFigures> {
      const seconds = (performance.now() - beganMs) / 1_000;
      isStopped = true;
      await running;
      const sorted = latenciesMs.toSorted((a, b) => a - b);
      return { rows: sent, rowsPerSecond: sent / seconds, latenciesMs: sorted, failures };
    },
  };
}
