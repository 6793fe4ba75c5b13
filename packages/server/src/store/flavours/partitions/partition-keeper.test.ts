import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../../test/test-database.ts';
import { createTestDatabase } from '../../../../test/test-database.ts';
import { createLog, createManualClock } from '../../../kernel/index.ts';
import { createPartitions } from '../../partitions.ts';
import { createPartitionKeeper } from './partition-keeper.ts';

const dayMs = 86_400_000;
const startMs = Date.parse('2026-09-01T00:00:00Z');

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase();
  const log = createLog('silent');
  const partitions = createPartitions({
    database: scratch.database,
    clock: createManualClock(),
    log,
  });
  await partitions.ensure('device_metrics', [startMs / dayMs, startMs / dayMs + 1]);
  await partitions.ensure('error_logs', [startMs / dayMs]);
  await scratch.database.query(
    `INSERT INTO device_metrics ("timestamp", received_at, provenance, device_id)
     SELECT to_timestamp($1) + make_interval(hours => h), now(), 'real', 'a' FROM generate_series(0, 47) h`,
    [startMs / 1_000],
  );
});
afterAll(() => scratch.drop());

async function count(): Promise<number> {
  const [row] = await scratch.database.query<{ count: number }>(
    'SELECT count(*) FROM device_metrics',
  );
  return row?.count ?? 0;
}

const oldest = 'device_metrics_2026_09_01';
const keep = () => createPartitionKeeper(scratch);
const find = async () => (await keep().list('device_metrics')).find(({ name }) => name === oldest);

test('partitions are told with their bounds, of a day and of a week', async () => {
  const [first, second] = await keep().list('device_metrics');
  expect(first).toMatchObject({
    name: oldest,
    fromMs: startMs,
    untilMs: startMs + dayMs,
    state: 'attached',
  });
  expect(first?.bytes).toBeGreaterThan(8_000);
  expect(second?.fromMs).toBe(startMs + dayMs);
  const [week] = await keep().list('error_logs');
  expect(week).toMatchObject({
    name: 'error_logs_2026_08_31',
    fromMs: startMs - dayMs,
    untilMs: startMs + 6 * dayMs,
  });
});

test('a partition is detached, put back, detached again and dropped; each step twice is as once', async () => {
  await expect(keep().drop('device_metrics', oldest)).rejects.toThrow('attached');
  for (const _ of [1, 2]) await keep().detach('device_metrics', oldest);
  expect(await count()).toBe(24);
  expect(await find()).toMatchObject({
    state: 'detached',
    fromMs: startMs,
    untilMs: startMs + dayMs,
  });
  for (const _ of [1, 2]) await keep().attach('device_metrics', oldest);
  expect(await count()).toBe(48);
  await keep().detach('device_metrics', oldest);
  for (const _ of [1, 2]) await keep().drop('device_metrics', oldest);
  expect(await find()).toBeUndefined();
  expect(await count()).toBe(24);
});

/** Ends a DETACH that waits for somebody; true once one was. */
async function cutOff(): Promise<boolean | undefined> {
  const [row] = await scratch.database.query<{ cut: boolean }>(
    `SELECT pg_cancel_backend(pid) AS cut FROM pg_stat_activity
     WHERE query LIKE '%DETACH PARTITION%CONCURRENTLY' AND wait_event_type = 'Lock'`,
  );
  return row?.cut;
}

test('a detaching that was cut off is told, and ended by the next', async () => {
  const name = 'device_metrics_2026_09_02';
  const reading = scratch.database.transaction(async (transaction) => {
    await transaction.query('SELECT 1 FROM device_metrics LIMIT 1');
    const detaching = expect(keep().detach('device_metrics', name)).rejects.toThrow('canceling');
    await expect.poll(cutOff).toBe(true);
    await detaching;
  });
  await reading;
  const [listed] = await keep().list('device_metrics');
  expect(listed).toMatchObject({ name, state: 'detaching' });
  expect(await count()).toBe(0);
  await keep().detach('device_metrics', name);
  expect((await keep().list('device_metrics'))[0]).toMatchObject({ name, state: 'detached' });
});
