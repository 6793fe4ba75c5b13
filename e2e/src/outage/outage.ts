import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { call } from '../call.ts';
import { readRowsInSpool } from '../crash/drained.ts';
import type { ScratchDatabase } from '../scratch-database.ts';
import { startServerProcess } from '../server-process.ts';

/** What was seen while the database was away and after. */
export interface OutageReport {
  readonly sentRows: number;
  /** Answers other than 200. */
  readonly refusals: number;
  readonly storedRows: number;
  readonly memoryBeforeMiB: number;
  readonly memoryPeakMiB: number;
  readonly rowsInSpoolAtEnd: number;
  /** Seconds from the return of the database until nothing was left in the spool; the load goes on. */
  readonly catchUpSeconds: number;
}

interface Options {
  readonly folder: string;
  readonly scratch: ScratchDatabase;
  readonly outageSeconds: number;
  readonly rowsPerSecond: number;
}

const rowsPerBatch = 250;
const warmUpSeconds = 5;
const catchUpSecondsMax = 120;
/** Rows that are on their way in a running house do not count as backlog. */
const backlogRowsMin = 5_000;

async function readMemoryMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
}

const createRecords = (serial: number) =>
  Array.from({ length: rowsPerBatch }, (_, index) => ({
    timestamp: new Date().toISOString(),
    device_id: `pos-${serial}-${index}`,
    cpu_percent: Math.random() * 100,
    memory_percent: Math.random() * 100,
  }));

interface Feed {
  sentRows: number;
  refusals: number;
  running: boolean;
}

/** Sends at a fixed rate, whatever the answers say. */
async function feed(state: Feed, url: string, key: string, rowsPerSecond: number): Promise<void> {
  const start = performance.now();
  const pending = new Set<Promise<unknown>>();
  for (let serial = 0; state.running; serial += 1) {
    const due = start + (serial * rowsPerBatch * 1_000) / rowsPerSecond;
    await pause(Math.max(0, due - performance.now()));
    state.sentRows += rowsPerBatch;
    const sending = call(`${url}/api/v1/ingest/device_metrics`, {
      key,
      body: createRecords(serial),
      headers: { 'idempotency-key': randomUUID() },
    }).then(({ status }) => {
      if (status !== 200) state.refusals += 1;
      pending.delete(sending);
    });
    pending.add(sending);
  }
  await Promise.all(pending);
}

/** Runs the server under a steady load, takes the database away for a while and gives it back. */
export async function runOutage(options: Options): Promise<OutageReport> {
  const { scratch, outageSeconds } = options;
  const server = await startServerProcess(options.folder, {
    DATABASE_URL: scratch.connectionString,
    THIN_CHANGE_PERCENT: '0',
    ANALYTICS_ENABLED: 'false',
    SAMPLE_DATA: 'false',
  });
  const inSpool = () => readRowsInSpool(server.url, server.localKey);
  const state: Feed = { sentRows: 0, refusals: 0, running: true };
  const feeding = feed(state, server.url, server.localKey, options.rowsPerSecond);
  await pause(warmUpSeconds * 1_000);
  const memoryBeforeMiB = await readMemoryMiB(server.pid);
  let memoryPeakMiB = memoryBeforeMiB;
  await scratch.pause();
  for (let second = 0; second < outageSeconds; second += 1) {
    await pause(1_000);
    memoryPeakMiB = Math.max(memoryPeakMiB, await readMemoryMiB(server.pid));
  }
  const rowsInSpoolAtEnd = await inSpool();
  await scratch.resume();
  const back = performance.now();
  while (
    (await inSpool()) > backlogRowsMin &&
    performance.now() - back < catchUpSecondsMax * 1_000
  ) {
    await pause(200);
    memoryPeakMiB = Math.max(memoryPeakMiB, await readMemoryMiB(server.pid));
  }
  const catchUpSeconds = (performance.now() - back) / 1_000;
  state.running = false;
  await feeding;
  while ((await inSpool()) > 0) await pause(100);
  const [counted] = await scratch.database.query<{ count: number }>(
    'SELECT count(*) AS count FROM device_metrics',
  );
  await server.stop();
  return {
    sentRows: state.sentRows,
    refusals: state.refusals,
    storedRows: counted?.count ?? 0,
    memoryBeforeMiB,
    memoryPeakMiB,
    rowsInSpoolAtEnd,
    catchUpSeconds,
  };
}
