import { rollups, rollupTables } from '@homepot/catalogue';
import { settleDeviceHours } from '../../../packages/server/src/drain/index.ts';
import { createRollupKeeper } from '../../../packages/server/src/drain/rollup/rollup-keeper.ts';
import { createLog, systemClock } from '../../../packages/server/src/kernel/index.ts';
import type { Database } from '../../../packages/server/src/store/index.ts';
import { createPartitions } from '../../../packages/server/src/store/index.ts';
import { encodeRows } from './encode-rows.ts';
import { generatedTables } from './generated-tables.ts';
import { createRandom } from './random.ts';

const hourMs = 3_600_000;
/** One transaction of the load; a minute of a rollup is then written once. */
const sliceMs = 2 * hourMs;
const writer = '11111111-2222-4333-8444-555555555555';
const snapshotMs = 300_000;

/** The days that rows lie on. */
export const benchDays = 30;

async function empty(database: Database): Promise<void> {
  const names = [
    ...generatedTables.map(({ table }) => table),
    ...rollups.flatMap(rollupTables).map(({ name }) => name),
    'device_hours_open',
    'device_performance_hour',
  ];
  await database.query(`TRUNCATE ${names.join(', ')}`);
}

function* slicesOf(
  toMs: number,
  days: number,
): Generator<{ readonly fromMs: number; readonly toMs: number }> {
  const startMs = toMs - days * 24 * hourMs;
  for (let fromMs = startMs; fromMs < toMs; ) {
    const endMs = Math.min(toMs, (Math.floor(fromMs / sliceMs) + 1) * sliceMs);
    yield { fromMs, toMs: endMs };
    fromMs = endMs;
  }
}

/** Sums up the hours of devices that are over, as the house does every minute. */
async function settleHours(database: Database): Promise<void> {
  await database.query(
    `INSERT INTO device_hours_open (device_id, provenance, hour)
     SELECT DISTINCT device_id, provenance, date_trunc('hour', "timestamp", 'UTC') FROM device_metrics`,
  );
  while ((await settleDeviceHours({ database, clock: systemClock }, { holdMs: snapshotMs })) > 0);
}

/**
 * Empties the tables and fills them with rows of the days before `toMs`: COPY, and rollups by what the
 * drain builds them with.
 */
export async function loadRows(
  database: Database,
  rows: number,
  toMs: number,
  days: number = benchDays,
): Promise<void> {
  await empty(database);
  const clock = systemClock;
  const partitions = createPartitions({ database, clock, log: createLog('silent') });
  const random = createRandom(rows);
  const keeper = createRollupKeeper(writer);
  const whole = days * 24 * hourMs;
  for (const slice of slicesOf(toMs, days)) {
    const part = (slice.toMs - slice.fromMs) / whole;
    const sections = generatedTables.map((table) =>
      encodeRows(table, Math.round(rows * table.share * part), slice, random),
    );
    for (const { table, days } of sections) await partitions.ensure(table, days);
    await database.transaction(async (transaction) => {
      for (const section of sections) {
        await transaction.copy(section.table, section.columns, [section.tuples]);
        keeper.add(section);
      }
      await keeper.store(transaction);
    });
    keeper.settle();
  }
  await settleHours(database);
  await database.query('VACUUM ANALYZE');
}
