import { setTimeout as pause } from 'node:timers/promises';
import type { ObjectStorage } from '../../../packages/server/src/retention/index.ts';
import type { Database } from '../../../packages/server/src/store/index.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServerProcess } from '../server-process.ts';
import type { Misplaced } from './find-rows.ts';
import { findMisplaced } from './find-rows.ts';
import type { KillMoment } from './kill-moments.ts';
import { awaitMoment, killMoments } from './kill-moments.ts';
import type { EnteredRows } from './old-rows.ts';
import { enterOldRows } from './old-rows.ts';

/** How the runs are made. */
export interface RetentionCrashOptions {
  readonly runs: number;
  /** Data folder of the server. */
  readonly folder: string;
  readonly connectionString: string;
  readonly database: Database;
  readonly storage: ObjectStorage;
  /** Called after each run. */
  readonly onRun?: (run: number, moment: KillMoment) => void;
}

/** What came out. */
export interface RetentionCrashVerdict {
  readonly runs: number;
  /** How often a server was killed at each moment. */
  readonly killed: Readonly<Record<string, number>>;
  /** Of all looks right after a kill: rows in neither place. */
  readonly lostWhileDead: number;
  readonly after: Misplaced;
  readonly partitionsDropped: number;
  /** Parts that are not over after the last run. */
  readonly left: number;
}

const settings = {
  ANALYTICS_ENABLED: 'false',
  ANALYTICS_RETENTION_DAYS: '7',
  RETENTION_ENABLED: 'false',
  SAMPLE_DATA: 'false',
  LOG_LEVEL: 'fatal',
};
const runMillisecondsMax = 240_000;

async function askForRun({ url, localKey }: ServerProcess): Promise<void> {
  const answer = await fetch(`${url}/api/v1/retention/runs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${localKey}` },
  });
  // One that a killed server left goes on by itself.
  if (answer.status !== 202 && answer.status !== 409) throw new Error(await answer.text());
}

async function awaitEnd(database: Database): Promise<void> {
  const deadline = performance.now() + runMillisecondsMax;
  for (;;) {
    const open = await database.query('SELECT 1 FROM retention_runs WHERE ended_at IS NULL');
    if (open.length === 0) return;
    if (performance.now() > deadline) throw new Error('a run did not come to its end');
    await pause(50);
  }
}

/** Reads a table for as long as `whileReading` takes: nobody can take a partition out of it meanwhile. */
function reading<T>(database: Database, whileReading: () => Promise<T>): Promise<T> {
  return database.transaction(async (transaction) => {
    await transaction.query('SELECT 1 FROM device_metrics LIMIT 1');
    return whileReading();
  });
}

async function countOf(database: Database, text: string): Promise<number> {
  const [row] = await database.query<{ count: number }>(`SELECT count(*) AS count ${text}`);
  return row?.count ?? 0;
}

/** Kills a server in the middle of run after run, and lets the next one go on; then looks for every row. */
export async function runRetentionCrash(
  options: RetentionCrashOptions,
): Promise<RetentionCrashVerdict> {
  const { database, storage } = options;
  const entered: EnteredRows = new Map();
  const killed: Record<string, number> = {};
  let lostWhileDead = 0;
  const start = () =>
    startServerProcess(options.folder, {
      ...settings,
      DATABASE_URL: options.connectionString,
    });
  let server = await start();
  for (let run = 1; run <= options.runs; run += 1) {
    const moment = killMoments[(run - 1) % killMoments.length] ?? 'random';
    await enterOldRows(database, run, entered);
    await askForRun(server);
    const wait = () => awaitMoment(database, moment);
    const isMet = moment === 'detaching' ? await reading(database, wait) : await wait();
    await server.kill();
    if (isMet) killed[moment] = (killed[moment] ?? 0) + 1;
    lostWhileDead += (await findMisplaced(database, storage, entered)).lost;
    // As if the time of the lease had passed.
    await database.query('DELETE FROM retention_leases');
    server = await start();
    await awaitEnd(database);
    options.onRun?.(run, moment);
  }
  await askForRun(server);
  await awaitEnd(database);
  const verdict = {
    runs: options.runs,
    killed,
    lostWhileDead,
    after: await findMisplaced(database, storage, entered),
    partitionsDropped: await countOf(database, `FROM retention_parts WHERE state = 'dropped'`),
    left: await countOf(
      database,
      `FROM retention_parts WHERE state NOT IN ('dropped', 'released')`,
    ),
  };
  await server.stop();
  return verdict;
}
