import { afterEach, beforeEach, expect, test } from 'vitest';
import { callHouse } from '../../test/call-house.ts';
import type { TestHouse } from '../../test/test-house.ts';
import { startTestHouse } from '../../test/test-house.ts';
import { selfSender } from '../intake/index.ts';
import { fillTelemetry } from './test/retention-ground.ts';

const rowsPerDay = 50;
const settings = { ANALYTICS_ENABLED: 'false' };
let house: TestHouse;

beforeEach(async () => {
  house = await startTestHouse({ settings });
  await fillTelemetry(house, {
    days: 8,
    rowsPerDay,
    nowMs: Date.now(),
    only: ['device_metrics'],
  });
  await house.retention.policies.set('device_metrics', { retention_days: 5 }, { local: true });
});
afterEach(() => house.remove());

async function numbers(): Promise<Record<string, number>> {
  const [row] = await house.database.query<Record<string, number>>(
    `SELECT (SELECT count(*) FROM device_metrics) AS there,
       (SELECT coalesce(sum(row_count), 0)::int8 FROM archive_parts WHERE state = 'archived') AS archived,
       (SELECT count(*) FROM retention_parts WHERE state = 'dropped') AS dropped`,
  );
  return row ?? {};
}

/** Ends the server as soon as the database says so, and starts another on the same database. */
async function replaceWhen(condition: string): Promise<void> {
  await house.retention.history.ask({ local: true });
  await house.retention.look();
  await expect
    .poll(async () => (await house.database.query(condition)).length, {
      interval: 1,
      timeout: 20_000,
    })
    .toBeGreaterThan(0);
  await house.stop();
  house = { ...(await startTestHouse({ settings, successorOf: house })) };
  await house.retention.look();
  await house.retention.idle();
}

/** `npm run retention-crash` kills it at every step. */
const states = ['archived', 'detached'];

test.each(states)(
  'a server that stops when a part is %s leaves the rest to the next',
  async (state) => {
    await replaceWhen(`SELECT 1 FROM retention_parts WHERE state = '${state}'`);
    expect(await numbers()).toEqual({
      there: 6 * rowsPerDay,
      archived: 2 * rowsPerDay,
      dropped: 2,
    });
  },
);

test('of two servers one does it, and each row leaves once', async () => {
  const other = await startTestHouse({ settings, besides: house });
  await house.retention.history.ask({ local: true });
  await Promise.all([house.retention.look(), other.retention.look()]);
  await Promise.all([house.retention.idle(), other.retention.idle()]);
  const mine = [await house.retention.failures(), await other.retention.failures()];
  expect(mine.filter((each) => each !== undefined)).toEqual([0]);
  expect(await numbers()).toEqual({ there: 6 * rowsPerDay, archived: 2 * rowsPerDay, dropped: 2 });
  await other.remove();
});

test('a reader of the table is waited for, and neither it nor a writer waits', async () => {
  await house.retention.history.ask({ local: true });
  await house.database.transaction(async (reading) => {
    await reading.query('SELECT 1 FROM device_metrics LIMIT 1');
    await house.retention.look();
    await expect
      .poll(() => house.database.query('SELECT 1 FROM pg_inherits WHERE inhdetachpending'), {
        timeout: 20_000,
      })
      .toHaveLength(1);
    const startMs = performance.now();
    const answer = await house.intake.submit(selfSender, 'device_metrics', {
      kind: 'records',
      records: [{ device_id: 'x', cpu_percent: 1 }],
    });
    await house.drained();
    expect(answer.accepted).toBe(1);
    expect(performance.now() - startMs).toBeLessThan(10_000);
    expect(await reading.query('SELECT 1 FROM device_metrics LIMIT 1')).toHaveLength(1);
  });
  await house.retention.idle();
  expect(await numbers()).toMatchObject({ archived: 2 * rowsPerDay, dropped: 2 });
});

test('what changes after a day was verified is archived as it is when the day leaves', async () => {
  const detaching =
    'SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhdetachpending';
  const list = () => house.database.query<{ name: string }>(detaching);
  await house.retention.history.ask({ local: true });
  await house.database.transaction(async (reading) => {
    await reading.query('SELECT 1 FROM device_metrics LIMIT 1');
    await house.retention.look();
    await expect.poll(list, { timeout: 20_000 }).toHaveLength(1);
    const [{ name } = { name: '' }] = await list();
    await house.database.query(
      `UPDATE ${name} SET device_id = 'changed' WHERE id = (SELECT min(id) FROM ${name})`,
    );
    await house.database.query(`DELETE FROM ${name} WHERE id = (SELECT max(id) FROM ${name})`);
  });
  await house.retention.idle();
  expect(await numbers()).toMatchObject({ archived: 2 * rowsPerDay - 1, dropped: 2 });
  const path = 'GET /analytics/device-metrics?include_archived=true&device_id=changed';
  expect((await callHouse(house, path)).body.data).toHaveLength(1);
});
