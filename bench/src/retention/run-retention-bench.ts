import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Database } from '../../../packages/server/src/store/index.ts';
import { environment } from '../environment.ts';
import { findFreePort } from '../free-port.ts';
import { startProgram } from '../process.ts';
import { fillTables } from './fill-tables.ts';
import { startLongReaders } from './long-readers.ts';
import { startLoad } from './steady-load.ts';
import { watchCommits } from './watch-commits.ts';

export interface RetentionBenchOptions {
  readonly database: Database;
  readonly connectionString: string;
  readonly folder: string;
  readonly days: number;
  readonly rowsPerDay: number;
  readonly rowsPerSecond: number;
  readonly readers: number;
  readonly readerSeconds: number;
  readonly aloneSeconds: number;
}

const entry = fileURLToPath(import.meta.resolve('@homepot/server/package.json')).replace(
  'package.json',
  'src/main/homepot-server.ts',
);

const at = (sorted: readonly number[], share: number): number =>
  Math.round(10 * (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)) /
  10;

const show = (sorted: readonly number[]) => ({
  count: sorted.length,
  p50: at(sorted, 0.5),
  p99: at(sorted, 0.99),
  most: at(sorted, 1),
  above250: sorted.filter((ms) => ms > 250).length,
});

/** Loads the door and watches commits while something else goes on. */
async function measure(
  { database, rowsPerSecond }: RetentionBenchOptions,
  url: string,
  key: string,
  meanwhile: () => Promise<unknown>,
) {
  const load = startLoad(url, key, rowsPerSecond);
  const commits = watchCommits(database);
  await meanwhile();
  const { commitsMs, gapsMs, lockWaitsMs, longestWaits } = await commits.stop();
  const { latenciesMs, failures, rowsPerSecond: reached } = await load.stop();
  return {
    rowsPerSecond: Math.round(reached),
    acknowledgedMs: show(latenciesMs),
    commitMs: show(commitsMs),
    betweenDrainCommitsMs: show(gapsMs),
    lockWaitMs: show(lockWaitsMs),
    longestWaits,
    failures: failures.length,
    firstFailure: failures[0],
  };
}

async function sizeOf(database: Database): Promise<number> {
  const [row] = await database.query<{ bytes: number }>(
    'SELECT pg_database_size(current_database()) AS bytes',
  );
  return row?.bytes ?? 0;
}

async function runRetention(database: Database, url: string, key: string): Promise<number> {
  const startMs = performance.now();
  const answer = await fetch(`${url}/api/v1/retention/runs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
  });
  if (!answer.ok) throw new Error(await answer.text());
  for (;;) {
    const open = await database.query('SELECT 1 FROM retention_runs WHERE ended_at IS NULL');
    if (open.length === 0) return (performance.now() - startMs) / 1_000;
    await pause(100);
  }
}

/** The door under load: alone, then while a month of telemetry is cut to a week beside long readers. */
export async function runRetentionBench(options: RetentionBenchOptions) {
  const { database, folder, connectionString } = options;
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
    ANALYTICS_RETENTION_DAYS: '7',
    RETENTION_ENABLED: 'false',
    SAMPLE_DATA: 'false',
    MQTT_ENABLED: 'false',
    RATE_LIMIT_PER_MINUTE: '10000000',
  });
  try {
    const key = (await readFile(join(folder, 'run/local.key'), 'utf8')).trim();
    await database.query('CREATE UNLOGGED TABLE retention_bench (id int PRIMARY KEY, n int)');
    const rows = await fillTables(database, options);
    const alone = await measure(options, url, key, () => pause(options.aloneSeconds * 1_000));
    const readers = startLongReaders(database, {
      readers: options.readers,
      seconds: options.readerSeconds,
    });
    const bytesBefore = await sizeOf(database);
    let seconds = 0;
    const beside = await measure(options, url, key, async () => {
      seconds = await runRetention(database, url, key);
    });
    const [run] = await database.query<Record<string, unknown>>(
      `SELECT state, partitions_dropped, rows_removed, bytes_freed, failures, error
       FROM retention_runs ORDER BY id DESC LIMIT 1`,
    );
    const mebibytesGivenBack = Math.round((bytesBefore - (await sizeOf(database))) / 1_048_576);
    return {
      rows,
      alone,
      beside,
      run: { ...run, seconds: Math.round(seconds) },
      mebibytesGivenBack,
      readers: await readers.stop(),
    };
  } finally {
    await started.stop();
  }
}
