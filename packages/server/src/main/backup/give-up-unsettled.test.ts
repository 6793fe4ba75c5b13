import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectHouse } from '../../../test/call-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';
import { giveUpUnsettled } from './give-up-unsettled.ts';

const dayMs = 86_400_000;
const rowsPerDay = 20;
const today = Math.floor(Date.now() / dayMs) * dayMs;
let house: TestHouse;

beforeAll(async () => {
  house = await startTestHouse({ settings: { ANALYTICS_ENABLED: 'false' } });
  const days = Array.from({ length: 10 }, (_, i) => today / dayMs - i);
  await house.store.partitions.ensure('device_metrics', days);
  await house.database.query(
    `INSERT INTO device_metrics (timestamp, received_at, provenance, device_id)
     SELECT at, at, 'real', 'till' FROM unnest($1::int[]) AS day, generate_series(1, $2::int) AS n,
       LATERAL (SELECT to_timestamp(day * 86400.0 + n) AS at) AS stamped`,
    [days, rowsPerDay],
  );
  await expectHouse(house, 'PATCH /retention-policies/device_metrics', 200, { retention_days: 7 });
});
afterAll(() => house.remove());

/** Brings a day as far as a backup may find it; returns its file. */
async function bringTo(state: 'verified' | 'detached', daysAgo: number): Promise<string> {
  const fromMs = today - daysAgo * dayMs;
  const name = `device_metrics_${new Date(fromMs).toISOString().slice(0, 10).replaceAll('-', '_')}`;
  const day = { table: 'device_metrics', partition: name, fromMs, untilMs: fromMs + dayMs };
  const { id, file } = await house.archive.write(day);
  await house.archive.verify(id);
  if (state === 'detached') {
    await house.database.query(`ALTER TABLE device_metrics DETACH PARTITION ${name}`);
  }
  await house.database.query(
    `INSERT INTO retention_parts (table_name, partition_name, from_at, until_at, state, is_lot, archive,
       closed, archive_part_id, row_count, run_id, planned_at, state_since)
     VALUES ('device_metrics', $1, $2, $3, $4, false, true, true, $5, $6, 1, now(), now())`,
    [name, new Date(fromMs), new Date(day.untilMs), state, id, rowsPerDay],
  );
  return join(house.dataFolder, 'archive', file);
}

test('a house that was restored while days were leaving lets them leave anew, and the files of the other house are as they were', async () => {
  const files = [await bringTo('verified', 9), await bringTo('detached', 8)];
  const before = await Promise.all(files.map((file) => readFile(file)));
  await house.database.transaction(giveUpUnsettled);
  await house.retention.history.ask({ local: true });
  await house.retention.look();
  await house.retention.idle();
  expect(await house.retention.failures()).toBe(0);
  expect(await Promise.all(files.map((file) => readFile(file)))).toEqual(before);
  const parts = await house.database.query(
    `SELECT state, count(*), sum(row_count)::int8 AS rows FROM archive_parts GROUP BY 1 ORDER BY 1`,
  );
  expect(parts).toEqual([
    { state: 'abandoned', count: 2, rows: 2 * rowsPerDay },
    { state: 'archived', count: 2, rows: 2 * rowsPerDay },
  ]);
  expect(await house.database.query('SELECT FROM device_metrics')).toHaveLength(8 * rowsPerDay);
});
