import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { rollups } from '@homepot/catalogue';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import type { Accounting, Log } from '../../kernel/index.ts';
import { createAccounting, createLog, systemClock } from '../../kernel/index.ts';
import type { Batch, Spool } from '../../spool/index.ts';
import { createNodeDisk, createSpool } from '../../spool/index.ts';
import type { Database, Partitions } from '../../store/index.ts';
import { createPartitions } from '../../store/index.ts';
import type { Drain } from '../drain.ts';
import { createDrain } from '../drain.ts';
import type { DrainDeps } from '../drain-deps.ts';
import type { RollupDifference } from '../rollup/rebuild-rollup.ts';
import { compareRollup } from '../rollup/rebuild-rollup.ts';
import { noonMs } from './test-rows.ts';

/** A spool on disk and its drain into a database of this test file. */
export interface Lane {
  readonly spool: Spool;
  readonly drain: Drain;
  readonly accounting: Accounting;
  /** Appends batches and waits until the drain has passed them. */
  drainAll(...batches: readonly Batch[]): Promise<void>;
  /** Ends the drain and the spool, as a process that stops does. The folder stays. */
  stop(): Promise<void>;
}

export interface DrainFixture {
  readonly database: Database;
  readonly partitions: Partitions;
  /** A folder for the spool of one lane, removed in the end. */
  createFolder(): Promise<string>;
  /** Opens a spool and starts its drain; `overrides` replace what the drain is given. */
  openLane(folder?: string, overrides?: Partial<DrainDeps>): Promise<Lane>;
  count(table: string): Promise<number>;
  /** Rows of `device_metrics` of a device. */
  countMetricsOf(deviceId: string): Promise<number>;
  /** Where the rollups differ from a recount of their rows. */
  compareRollups(): Promise<readonly RollupDifference[]>;
  stop(): Promise<void>;
}

/** Says nothing: the failures are the test's own. */
const quiet: Log = createLog('silent');

const dayMs = 86_400_000;

async function openLane(
  folder: string,
  deps: Pick<DrainDeps, 'database' | 'partitions'>,
  overrides: Partial<DrainDeps>,
): Promise<Lane> {
  const spool = createSpool({ disk: createNodeDisk(), log: quiet, clock: systemClock }, { folder });
  await spool.start();
  const accounting = createAccounting();
  const drain = createDrain({
    spool,
    accounting,
    clock: systemClock,
    log: quiet,
    steps: [],
    ...deps,
    ...overrides,
  });
  drain.start();
  return {
    spool,
    drain,
    accounting,
    async drainAll(...batches) {
      const sequences = await Promise.all(batches.map((batch) => spool.append(batch)));
      await drain.drained(Math.max(0, ...sequences));
    },
    async stop() {
      await drain.stop();
      await spool.stop();
    },
  };
}

/** Creates a database of its own, without lanes. */
export async function createDrainFixture(): Promise<DrainFixture> {
  const { database, drop }: TestDatabase = await createTestDatabase();
  const partitions = createPartitions({ database, clock: systemClock, log: quiet });
  const folders: string[] = [];
  const lanes: Lane[] = [];
  const createFolder = async (): Promise<string> => {
    const folder = await mkdtemp('/tmp/homepot-drain-test-');
    folders.push(folder);
    return join(folder, 'spool');
  };
  return {
    database,
    partitions,
    createFolder,
    async openLane(folder, overrides = {}) {
      const lane = await openLane(
        folder ?? (await createFolder()),
        { database, partitions },
        overrides,
      );
      lanes.push(lane);
      return lane;
    },
    async count(table) {
      const [row] = await database.query<{ count: number }>(`SELECT count(*) FROM ${table}`);
      return row?.count ?? 0;
    },
    async countMetricsOf(deviceId) {
      const [row] = await database.query<{ count: number }>(
        'SELECT count(*) FROM device_metrics WHERE device_id = $1',
        [deviceId],
      );
      return row?.count ?? 0;
    },
    async compareRollups() {
      const range = { fromMs: noonMs - 10 * dayMs, toMs: noonMs + 10 * dayMs };
      const found = await Promise.all(
        rollups.map((rollup) => compareRollup(database, rollup, range)),
      );
      return found.flat();
    },
    async stop() {
      for (const lane of lanes) await lane.stop();
      await drop();
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  };
}
