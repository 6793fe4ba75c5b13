import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Body } from './bodies.ts';
import { environment } from './environment.ts';
import { findFreePort } from './free-port.ts';
import type { Started } from './process.ts';
import { startProgram } from './process.ts';
import type { Sent } from './send.ts';
import { send } from './send.ts';

const entry = fileURLToPath(import.meta.resolve('@homepot/server/package.json')).replace(
  'package.json',
  'src/main/homepot-server.ts',
);
const pollMilliseconds = 10;

/** A server under measurement. */
export interface HomepotRun {
  /** Memory of the process in MiB. */
  memoryMiB(): Promise<number>;
  /** Sends the bodies; `queryable` counts until the last row is committed to PostgreSQL. */
  measure(
    bodies: readonly Body[],
    concurrency: number,
  ): Promise<{ acknowledged: Sent; queryableRowsPerSecond: number }>;
  stop(): Promise<void>;
}

async function createIngestKey(url: string, localKey: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${localKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'bench', scope: 'ingest' }),
  });
  return ((await answer.json()) as { key: string }).key;
}

async function readInSpool(url: string, localKey: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`, {
    headers: { authorization: `Bearer ${localKey}` },
  });
  return (await answer.text())
    .split('\n')
    .filter((line) => line.startsWith('homepot_records_in_spool{'))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

async function readMemory(started: Started): Promise<number> {
  const status = await readFile(`/proc/${started.child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
}

/** Starts a server on this database with everything off that would add rows or leave some out. */
export async function startHomepot(connectionString: string, folder: string): Promise<HomepotRun> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const started = await startProgram(process.execPath, [entry, 'serve'], `${url}/health/ready`, {
    ...environment,
    DATABASE_URL: connectionString,
    DATA_DIR: folder,
    PORT: String(port),
    LOG_LEVEL: 'warn',
    THIN_CHANGE_PERCENT: '0',
    ANALYTICS_ENABLED: 'false',
    SAMPLE_DATA: 'false',
    RATE_LIMIT_PER_MINUTE: '10000000',
  });
  const localKey = (await readFile(join(folder, 'run/local.key'), 'utf8')).trim();
  const key = await createIngestKey(url, localKey);
  const target = {
    url: `${url}/api/v1/ingest/device_metrics`,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  };
  return {
    memoryMiB: () => readMemory(started),
    measure: async (bodies, concurrency) => {
      const start = performance.now();
      const acknowledged = await send(target, bodies, concurrency);
      while ((await readInSpool(url, localKey)) > 0) await pause(pollMilliseconds);
      const seconds = (performance.now() - start) / 1_000;
      return { acknowledged, queryableRowsPerSecond: acknowledged.rows / seconds };
    },
    stop: started.stop,
  };
}
