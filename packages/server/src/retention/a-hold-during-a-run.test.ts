import { afterAll, beforeAll, expect, test } from 'vitest';
import { callHouse } from '../../test/call-house.ts';
import type { TestHouse } from '../../test/test-house.ts';
import { startTestHouse } from '../../test/test-house.ts';
import { fillTelemetry } from './test/retention-ground.ts';

/*
 * A run takes hours where there is much. What people decide meanwhile counts from the moment it was answered:
 * each run here is stopped at a lock, the decision is made, and the run goes on.
 */

const dayMs = 86_400_000;
const rowsPerDay = 20;
let house: TestHouse;

beforeAll(async () => {
  house = await startTestHouse({ settings: { ANALYTICS_ENABLED: 'false' } });
  const only = ['device_metrics', 'health_checks', 'user_activities'];
  await fillTelemetry(house, { days: 10, rowsPerDay, nowMs: Date.now(), only });
});
afterAll(() => house.remove());

const countOf = async (table: string): Promise<number> => {
  const [row] = await house.database.query<{ count: number }>(`SELECT count(*) FROM ${table}`);
  return row?.count ?? 0;
};

async function call(what: string, body?: object): Promise<{ id: number }> {
  const answer = await callHouse(house, what, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body as unknown as { id: number };
}

const isWaiting = async (pattern: string): Promise<boolean> =>
  (
    await house.database.query(
      `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1
         AND datname = current_database()`,
      [pattern],
    )
  ).length > 0;

/** Runs with that table locked; when the run waits for it, `decide` is called and the lock let go. */
async function runAround(lock: string, pattern: string, decide: () => Promise<unknown>) {
  const { id } = await house.retention.history.ask({ local: true });
  await house.database.transaction(async ({ query }) => {
    await query(lock);
    await house.retention.look();
    await expect.poll(() => isWaiting(pattern), { timeout: 5_000, interval: 20 }).toBe(true);
    await decide();
  });
  await house.retention.idle();
  return { id };
}

const nameOf = (table: string, daysAgo: number): string => {
  const day = new Date(Date.now() - daysAgo * dayMs).toISOString().slice(0, 10);
  return `${table}_${day.replaceAll('-', '_')}`;
};

/** What keeps a run waiting as it begins to archive; by then it has read what is held. */
const archiving = ['LOCK TABLE archive_parts IN SHARE MODE', '%archive_parts%'] as const;

test('rows that somebody holds while a run is at them stay, and the run says why', async () => {
  await call('PATCH /retention-policies/device_metrics', { retention_days: 7 });
  const { id } = await runAround(...archiving, () =>
    call('POST /retention/holds', { table: 'device_metrics', reason: 'a court asks for it' }),
  );
  expect(await countOf('device_metrics')).toBe(10 * rowsPerDay);
  const { body } = await callHouse(house, `GET /retention/runs/${id}`);
  expect(body).toMatchObject({ state: 'done', failures: 0, partitions_dropped: 0 });
  expect(JSON.stringify(body)).toContain('a court asks for it');
});

test('a policy that is switched to archive during a run lets nothing go that is in no archive', async () => {
  await call('PATCH /retention-policies/health_checks', {
    retention_days: 7,
    archive_before_delete: false,
  });
  // As it takes the first one out.
  const lock = `LOCK TABLE ${nameOf('health_checks', 9)} IN ACCESS SHARE MODE`;
  await runAround(lock, '%DETACH PARTITION%', () =>
    call('PATCH /retention-policies/health_checks', { archive_before_delete: true }),
  );
  expect(await countOf('health_checks')).toBe(10 * rowsPerDay);
  const states = await house.database.query(
    `SELECT DISTINCT state FROM retention_parts WHERE table_name = 'health_checks'`,
  );
  expect(states).toEqual([{ state: 'released' }]);
});

test('rows of a table without partitions that are held after the run announced them stay', async () => {
  await call('PATCH /retention-policies/user_activities', { retention_days: 7 });
  await house.database.query(
    `INSERT INTO retention_sizes (table_name, measured_at, byte_count, row_count)
     VALUES ('device_metrics', now() - interval '900 days', 1, 1)`,
  );
  await runAround(...archiving, () =>
    call('POST /retention/holds', { table: 'retention_sizes', reason: 'a court asks for it' }),
  );
  const old = `SELECT 1 FROM retention_sizes WHERE measured_at < now() - interval '899 days'`;
  expect(await house.database.query(old)).toHaveLength(1);
});
