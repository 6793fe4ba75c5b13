import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLog } from '../../packages/server/src/kernel/index.ts';
import type { Database } from '../../packages/server/src/store/index.ts';
import { createDatabase, createEmbeddedPostgres } from '../../packages/server/src/store/index.ts';
import type { Body } from './bodies.ts';
import { createColumnBodies, createJsonBodies } from './bodies.ts';
import { measureCopy } from './copy-peer.ts';
import { startHomepot } from './homepot-run.ts';
import type { Reading } from './rows.ts';
import { createReadings } from './rows.ts';
import { installedPeers } from './time-series-peers.ts';

/** One way of sending. */
interface Scenario {
  readonly name: string;
  readonly rows: number;
  readonly concurrency: number;
  readonly toBodies: (readings: readonly Reading[]) => readonly Body[];
}

/** What one way of sending gave. */
export interface ScenarioResult {
  readonly name: string;
  readonly acknowledgedRowsPerSecond: number;
  readonly queryableRowsPerSecond: number;
  readonly acknowledgeMsP50: number;
  readonly acknowledgeMsP99: number;
}

/** Everything that one run measured; every figure in rows a second unless its name says otherwise. */
export interface IngestResult {
  readonly scenarios: readonly ScenarioResult[];
  readonly copyOneConnection: number;
  readonly copyTwoConnections: number;
  readonly peers: Readonly<Record<string, number>>;
  readonly idleMemoryMiB: number;
  readonly memoryAfterMiB: number;
  readonly ratio: { readonly endToEndOverCopy: number } & Readonly<Record<string, number>>;
}

const rowsMany = 600_000;
const settleMilliseconds = 15_000;

const scenarios: readonly Scenario[] = [
  {
    name: '1-row JSON',
    rows: 20_000,
    concurrency: 64,
    toBodies: (rows) => createJsonBodies(rows, 1),
  },
  {
    name: '100-row JSON',
    rows: 200_000,
    concurrency: 16,
    toBodies: (rows) => createJsonBodies(rows, 100),
  },
  {
    name: '1,000-row JSON',
    rows: rowsMany,
    concurrency: 8,
    toBodies: (rows) => createJsonBodies(rows, 1_000),
  },
  {
    name: '1,000-row JSON columns',
    rows: rowsMany,
    concurrency: 8,
    toBodies: (rows) => createColumnBodies(rows, 1_000),
  },
];

/** Rows of the last minutes, so that they fall into one day's partition most of the time. */
const startOfReadings = (): number => Date.now() - 20 * 60_000;

async function runScenarios(connectionString: string, folder: string, database: Database) {
  const homepot = await startHomepot(connectionString, folder);
  // What the start itself needed is given back within seconds.
  await pause(settleMilliseconds);
  const idleMemoryMiB = await homepot.memoryMiB();
  await homepot.measure(createJsonBodies(createReadings(50_000, startOfReadings(), 7), 1_000), 8);
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    await database.query('TRUNCATE device_metrics');
    const bodies = scenario.toBodies(createReadings(scenario.rows, startOfReadings()));
    const { acknowledged, queryableRowsPerSecond } = await homepot.measure(
      bodies,
      scenario.concurrency,
    );
    results.push({
      name: scenario.name,
      acknowledgedRowsPerSecond: acknowledged.rowsPerSecond,
      queryableRowsPerSecond,
      acknowledgeMsP50: acknowledged.latencyMsP50,
      acknowledgeMsP99: acknowledged.latencyMsP99,
    });
  }
  const memoryAfterMiB = await homepot.memoryMiB();
  await homepot.stop();
  return { results, idleMemoryMiB, memoryAfterMiB };
}

async function measurePeers(folder: string): Promise<Record<string, number>> {
  const readings = createReadings(rowsMany, startOfReadings());
  const measured: Record<string, number> = {};
  for (const peer of installedPeers()) {
    measured[peer.name] = (await peer.measure(readings, folder)).rowsPerSecond;
  }
  return measured;
}

/** Measures rows a second through the house, beside COPY and the installed peers, in one run. */
export async function runIngestBench(folder: string): Promise<IngestResult> {
  const log = createLog('silent');
  const postgres = createEmbeddedPostgres({ folder: join(folder, 'database'), log });
  const { connectionString } = await postgres.start();
  const database = createDatabase({ connectionString, connectionsMax: 2, log });
  const { results, ...memory } = await runScenarios(
    connectionString,
    join(folder, 'server'),
    database,
  );
  // What the last scenario stored is copied out and in again: the same rows into the same table.
  const copyOneConnection = await measureCopy(connectionString, 1);
  const copyTwoConnections = await measureCopy(connectionString, 2);
  await database.stop();
  await postgres.stop();
  const peers = await measurePeers(folder);
  const best = Math.max(...results.map((result) => result.queryableRowsPerSecond));
  const over = Object.entries(peers).map(([name, rate]) => [`endToEndOver${name}`, best / rate]);
  return {
    scenarios: results,
    copyOneConnection,
    copyTwoConnections,
    peers,
    ...memory,
    ratio: { endToEndOverCopy: best / copyTwoConnections, ...Object.fromEntries(over) },
  };
}
