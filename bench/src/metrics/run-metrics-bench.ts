import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLog } from '../../../packages/server/src/kernel/index.ts';
import type { Database } from '../../../packages/server/src/store/index.ts';
import {
  createDatabase,
  createEmbeddedPostgres,
  migrate,
} from '../../../packages/server/src/store/index.ts';
import { environment } from '../environment.ts';
import { findFreePort } from '../free-port.ts';
import { startProgram } from '../process.ts';
import type { MetricTimes } from './ask-metrics.ts';
import { askMetric } from './ask-metrics.ts';
import { askedMetrics } from './asked-metrics.ts';
import { benchDays, loadRows } from './load-rows.ts';

const entry = fileURLToPath(import.meta.resolve('@homepot/server/package.json')).replace(
  'package.json',
  'src/main/homepot-server.ts',
);

/** What one size gave. */
export interface SizeResult {
  readonly rows: number;
  readonly loadSeconds: number;
  /** Programs that wanted to run, on average over a minute, before the metrics were asked for. */
  readonly machineLoad: number;
  readonly metrics: readonly MetricTimes[];
}

/** How the bench is run. */
export interface MetricsBenchOptions {
  readonly folder: string;
  readonly sizes: readonly number[];
  readonly rounds: number;
  say(line: string): void;
}

async function startServer(connectionString: string, folder: string) {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const started = await startProgram(process.execPath, [entry, 'serve'], `${url}/health/ready`, {
    ...environment,
    DATABASE_URL: connectionString,
    DATA_DIR: folder,
    PORT: String(port),
    MQTT_PORT: '0',
    LOG_LEVEL: 'warn',
    ANALYTICS_ENABLED: 'false',
    SAMPLE_DATA: 'false',
    RATE_LIMIT_PER_MINUTE: '10000000',
  });
  const key = (await readFile(join(folder, 'run/local.key'), 'utf8')).trim();
  return { url, key, serverPid: started.child.pid ?? 0, stop: started.stop };
}

async function measureSize(
  rows: number,
  connectionString: string,
  database: Database,
  { folder, rounds, say }: MetricsBenchOptions,
): Promise<SizeResult> {
  const toMs = Date.now();
  await loadRows(database, rows, toMs);
  const loadSeconds = (Date.now() - toMs) / 1_000;
  say(`${rows} rows loaded in ${loadSeconds.toFixed(0)} s`);
  const server = await startServer(connectionString, join(folder, `server-${rows}`));
  const [machineLoad = 0] = loadavg();
  const target = { ...server, database, fromMs: toMs - benchDays * 86_400_000, toMs };
  const metrics: MetricTimes[] = [];
  try {
    for (const metric of askedMetrics) {
      const times = await askMetric(target, metric, rounds);
      say(
        `${metric.name}: p50 ${times.p50Ms.toFixed(1)} ms, p95 ${times.p95Ms.toFixed(1)} ms, raw SQL ${times.rawSqlMs.toFixed(0)} ms`,
      );
      metrics.push(times);
    }
  } finally {
    await server.stop();
  }
  return { rows, loadSeconds, machineLoad, metrics };
}

/** Loads each size into a database of its own making and asks for every metric over HTTP. */
export async function runMetricsBench(
  options: MetricsBenchOptions,
): Promise<readonly SizeResult[]> {
  const log = createLog('silent');
  const postgres = createEmbeddedPostgres({ folder: join(options.folder, 'database'), log });
  const { connectionString } = await postgres.start();
  const database = createDatabase({ connectionString, connectionsMax: 4, log });
  try {
    await migrate(database, log);
    const results: SizeResult[] = [];
    for (const rows of options.sizes) {
      results.push(await measureSize(rows, connectionString, database, options));
    }
    return results;
  } finally {
    await database.stop();
    await postgres.stop();
  }
}
