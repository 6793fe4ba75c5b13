import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectHouse } from '../../test/call-house.ts';
import type { TestHouse } from '../../test/test-house.ts';
import { startTestHouse } from '../../test/test-house.ts';
import { createLog, createManualClock } from '../kernel/index.ts';
import { createPartitionKeeper } from '../store/index.ts';
import type { Retention } from './retention.ts';
import { createRetention } from './retention.ts';
import { fillTelemetry } from './test/retention-ground.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const rowsPerDay = 20;
let house: TestHouse;

beforeAll(async () => {
  house = await startTestHouse({ settings: { ANALYTICS_ENABLED: 'false' } });
  const day = { days: 10, rowsPerDay, only: ['device_metrics'] };
  await fillTelemetry(house, { ...day, nowMs: Date.now() - 12 * dayMs });
  await expectHouse(house, 'PATCH /retention-policies/device_metrics', 200, { retention_days: 17 });
  // It begins no run by itself: those that a test opens do.
  await house.retention.stop();
});
afterAll(() => house.remove());

const ask = <Row>(text: string, values: readonly unknown[] = []) =>
  house.database.query<Row>(text, values);

async function count(): Promise<number> {
  const [row] = await ask<{ count: number }>('SELECT count(*) FROM device_metrics');
  return row?.count ?? 0;
}

/** Keeping and forgetting of a server on the same database, whose clock says something else. */
async function openWith(nowMs: number, enabled = false): Promise<Retention> {
  const { database, auth, archive } = house;
  return createRetention(
    {
      database,
      archive,
      auditSeal: auth.auditSeal,
      keeper: createPartitionKeeper({ database }),
      clock: createManualClock(nowMs),
      log: createLog('silent'),
    },
    { enabled, hour: 0, graceMs: 0 },
  );
}

/** One run at a time of that clock; returns it. */
async function runAt(nowMs: number, cause: 'asked' | 'timetable') {
  const [run] = await ask<{ id: number }>(
    `INSERT INTO retention_runs (state, cause, due_at) VALUES ('waiting', $1, $2) RETURNING id`,
    [cause, new Date(nowMs)],
  );
  const retention = await openWith(nowMs);
  await retention.look();
  await retention.idle();
  await retention.stop();
  return expectHouse(house, `GET /retention/runs/${run?.id}`, 200);
}

const stopped = (reason: string) => ({
  state: 'failed',
  partitions_dropped: 0,
  error: expect.stringContaining(reason),
});

test('a server whose clock is years ahead of the database lets nothing leave, whoever asks and however often', async () => {
  const aheadMs = Date.now() + 1_000 * dayMs;
  for (const cause of ['timetable', 'asked', 'asked'] as const) {
    expect(await runAt(aheadMs, cause)).toMatchObject(stopped('that of the database'));
  }
  const plan = await (await openWith(aheadMs)).plan();
  expect(plan.doubt).toContain('that of the database');
  expect(plan.tables.length).toBeGreaterThan(0);
  expect(await count()).toBe(10 * rowsPerDay);
});

test('a house that was set up while the clock was ahead runs at once when it is right', async () => {
  await ask(`UPDATE data_retention_policies SET cleanup_enabled = false`);
  const count = async () => (await ask('SELECT FROM retention_runs')).length;
  const look = async () => {
    const retention = await openWith(Date.now(), true);
    await retention.look();
    await retention.idle();
    await retention.stop();
  };
  const before = await count();
  await ask(`UPDATE data_retention_policies SET updated_at = now() + interval '3 years'`);
  await look();
  expect(await count()).toBe(before + 1);
  await look();
  expect(await count()).toBe(before + 1);
  await ask(
    `DELETE FROM retention_runs; UPDATE data_retention_policies SET cleanup_enabled = true`,
  );
});

test('runs of a clock that was ahead keep none from beginning when it is right again', async () => {
  await ask(`UPDATE data_retention_policies SET updated_at = now() - interval '2 days'`);
  await ask(`UPDATE data_retention_policies SET cleanup_enabled = false`);
  const retention = await openWith(Date.now(), true);
  await retention.look();
  await retention.idle();
  await retention.stop();
  const [run] = await ask('SELECT state, cause FROM retention_runs ORDER BY id DESC LIMIT 1');
  expect(run).toEqual({ state: 'done', cause: 'timetable' });
  await ask(
    `DELETE FROM retention_runs; UPDATE data_retention_policies SET cleanup_enabled = true`,
  );
});

/** Nothing has been heard of the house for so long, as after a jump of both clocks. */
async function silence(days: number): Promise<void> {
  const long = `interval '${days} days'`;
  await ask(`UPDATE data_retention_policies SET updated_at = now() - ${long}`);
  await ask(`DELETE FROM retention_runs;
    INSERT INTO retention_runs (state, cause, due_at, ended_at, clock_found)
    VALUES ('done', 'timetable', now() - ${long}, now() - ${long}, 'right')`);
}

/** Runs that stopped so many hours ago, for what they found of the clock. */
async function stops(found: 'apart' | 'gap', ...hoursAgo: readonly number[]): Promise<void> {
  await ask(
    `INSERT INTO retention_runs (state, cause, due_at, ended_at, clock_found)
     SELECT 'failed', 'timetable', at, at, $1 FROM unnest($2::int[]) WITH ORDINALITY AS given (hours, n),
       LATERAL (SELECT now() - make_interval(hours => hours) AS at) AS stopped ORDER BY n`,
    [found, hoursAgo],
  );
}

test('after a time without a run and without a row the first run stops, and one that a person asks for then goes on', async () => {
  await silence(9);
  // Rows of the last day say nothing: a wrong clock stamps them.
  await fillTelemetry(house, { days: 1, rowsPerDay, nowMs: Date.now(), only: ['health_checks'] });
  const { doubt } = await house.retention.plan();
  expect(doubt).toContain('9 days after the last sign of life');
  expect(await runAt(Date.now(), 'asked')).toMatchObject(stopped('9 days after'));
  expect(await house.retention.failures()).toBeUndefined();
  expect(await runAt(Date.now(), 'timetable')).toMatchObject(stopped('9 days after'));
  expect(await count()).toBe(10 * rowsPerDay);
  expect((await house.retention.plan()).doubt).toBeNull();
  expect(await runAt(Date.now(), 'asked')).toMatchObject({ state: 'done' });
  expect(await count()).toBe(6 * rowsPerDay);
});

test('without a person one goes on after runs have stopped for three days, and none before', async () => {
  await expectHouse(house, 'PATCH /retention-policies/device_metrics', 200, { retention_days: 16 });
  await silence(30);
  await stops('gap', 71, 47, 23);
  expect(await runAt(Date.now(), 'timetable')).toMatchObject(stopped('30 days after'));
  await silence(30);
  await stops('gap', 73, 49, 25);
  expect(await runAt(Date.now(), 'timetable')).toMatchObject({ state: 'done' });
  expect(await count()).toBe(5 * rowsPerDay);
});

test('a clock that jumps again, or a house that was off again, begins to wait anew', async () => {
  await expectHouse(house, 'PATCH /retention-policies/device_metrics', 200, { retention_days: 15 });
  await silence(30);
  await stops('gap', 96);
  expect((await house.retention.plan()).doubt).toContain('30 days after');
  // What came in after the first jump was stamped by the wrong clock, and is no sign of life either.
  await fillTelemetry(house, {
    days: 1,
    rowsPerDay,
    nowMs: Date.now() - 2 * dayMs,
    only: ['health_checks'],
  });
  expect(await runAt(Date.now(), 'asked')).toMatchObject(stopped('30 days after'));
  expect(await runAt(Date.now(), 'timetable')).toMatchObject(stopped('30 days after'));
  // One that is missing on the way is enough.
  await silence(30);
  await ask('DELETE FROM health_checks');
  await stops('gap', 97, 73, 20);
  expect(await runAt(Date.now(), 'timetable')).toMatchObject(stopped('30 days after'));
  expect(await count()).toBe(5 * rowsPerDay);
});

test('a run that failed before it had looked at the clock is no sign of life', async () => {
  await silence(30);
  await ask(
    `ALTER TABLE retention_runs ADD CONSTRAINT broken CHECK (clock_found IS NULL) NOT VALID`,
  );
  expect(await runAt(Date.now(), 'timetable')).toMatchObject(stopped('broken'));
  await ask('ALTER TABLE retention_runs DROP CONSTRAINT broken');
  expect(await runAt(Date.now(), 'timetable')).toMatchObject(stopped('30 days after'));
});

test('a run that finds nothing that would leave is no sign of life while the clock is doubted', async () => {
  await silence(30);
  const enable = (is: boolean) =>
    ask(
      `UPDATE data_retention_policies SET cleanup_enabled = ${is} WHERE table_name = 'device_metrics'`,
    );
  await enable(false);
  expect(await runAt(Date.now(), 'asked')).toMatchObject({ state: 'done' });
  await enable(true);
  expect(await runAt(Date.now(), 'asked')).toMatchObject(stopped('30 days after'));
});

test('policies that were set while the clock was ahead are no sign of life', async () => {
  await silence(30);
  await ask(`UPDATE data_retention_policies SET updated_at = now() + interval '3 years'`);
  expect((await house.retention.plan()).doubt).toContain('30 days after');
});

test('a stop for clocks that differed, or from before the last sign of life, begins no waiting', async () => {
  await silence(9);
  await stops('apart', 73, 49, 25);
  expect(await runAt(Date.now(), 'asked')).toMatchObject(stopped('9 days after'));
  await silence(9);
  await stops('gap', 24 * 9 + 1);
  expect((await house.retention.plan()).doubt).toContain('9 days after');
  expect(await count()).toBe(5 * rowsPerDay);
});

test('a house that was asked to run once in a while, and stored rows all the time, is not doubted', async () => {
  await expectHouse(house, 'PATCH /retention-policies/device_metrics', 200, { retention_days: 15 });
  await silence(30);
  await fillTelemetry(house, { days: 4, rowsPerDay, nowMs: Date.now(), only: ['health_checks'] });
  expect(await runAt(Date.now(), 'asked')).toMatchObject({ state: 'done' });
  expect(await count()).toBe(4 * rowsPerDay);
});
