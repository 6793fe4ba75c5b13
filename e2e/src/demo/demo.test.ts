import { afterAll, beforeAll, expect, test } from 'vitest';
import { call } from '../call.ts';
import type { DemoHouse } from './demo-house.ts';
import { startDemoHouse } from './demo-house.ts';

let house: DemoHouse;
beforeAll(async () => {
  house = await startDemoHouse();
}, 60_000);
afterAll(() => house.close());

const small = ['--days', '2', '--devices', '3', '--step', '900', '--json'];
const tables = [
  'health_checks',
  'device_metrics',
  'device_state_history',
  'job_outcomes',
  'error_logs',
  'tool_usage_logs',
  'user_activities',
  'api_request_logs',
  'performance_metrics',
  'configuration_history',
];

async function countRows(where = 'true'): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const [row] = await house.query<{ count: number }>(
      `SELECT count(*) AS count FROM ${table} WHERE ${where}`,
    );
    counts[table] = row?.count ?? 0;
  }
  return counts;
}

const createKey = async (provenance: 'real' | 'simulated'): Promise<string> => {
  const body = { name: provenance, scope: 'ingest', provenance };
  const answer = await call(`${house.url}/api/v1/keys`, { key: house.localKey, body });
  return (answer.body as { key: string }).key;
};
const sendErrors = (key: string, count: number) =>
  call(`${house.url}/api/v1/ingest/error_logs`, {
    key,
    body: Array.from({ length: count }, () => ({
      category: 'tool',
      severity: 'debug',
      error_message: 'sent by a test',
    })),
  });

/** What the rollup of errors says of the rows of the test, by origin. */
const rollup = () =>
  house.query<{ provenance: string; count: number }>(
    `SELECT provenance, sum(count)::bigint AS count FROM error_trends_hour
     WHERE category = 'tool' AND severity = 'debug' GROUP BY 1 ORDER BY 1`,
  );
const waitForErrors = (count: number) =>
  expect
    .poll(async () => (await countRows(`provenance <> 'sample'`)).error_logs, { timeout: 10_000 })
    .toBe(count);

test('a demo fills every table with simulated rows alone; run again, it stores nothing', async () => {
  const { code, stdout } = await house.homepot('demo', ...small);
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { state: 'begun' }]);
  const counts = await countRows();
  for (const table of tables) expect(counts[table], table).toBeGreaterThan(0);
  expect(await countRows(`provenance <> 'simulated'`)).toEqual(
    Object.fromEntries(tables.map((table) => [table, 0])),
  );
  const again = await house.homepot('demo', ...small);
  expect([again.code, JSON.parse(again.stdout)]).toMatchObject([0, { state: 'made' }]);
  expect(await countRows()).toEqual(counts);
}, 60_000);

test('one that was interrupted is gone on with: what is there stays once', async () => {
  const before = await countRows();
  await house.query(`UPDATE sample_rows SET row_id = 1 WHERE table_name = '(demo)'`);
  await house.query('DELETE FROM configuration_history');
  const { stdout } = await house.homepot('demo', ...small);
  const { rows } = JSON.parse(stdout) as { rows: Record<string, { stored: number }> };
  for (const [table, { stored }] of Object.entries(rows)) expect(stored, table).toBe(0);
  expect(await countRows()).toEqual(before);
}, 60_000);

test('states agree with the health checks, each from where the one before ended', async () => {
  const broken = await house.query(
    `SELECT 1 FROM (
       SELECT previous_state, lag(new_state) OVER (PARTITION BY device_id ORDER BY "timestamp", id) AS before
       FROM device_state_history) s WHERE previous_state <> coalesce(before, 'unknown')`,
  );
  expect(broken).toEqual([]);
  const told = await house.query(
    `SELECT 1 FROM device_state_history s JOIN health_checks h USING (device_id, "timestamp")
     WHERE s.new_state NOT IN ('offline', 'unknown') AND s.new_state <> h.response_data ->> 'state'`,
  );
  expect(told).toEqual([]);
});

test('it is removed while the server takes rows; sums and audit trail hold, and it can be made again', async () => {
  const [real, simulated] = [await createKey('real'), await createKey('simulated')];
  const { error_logs: before = 0 } = await countRows();
  await sendErrors(real, 3);
  await sendErrors(simulated, 4);
  await waitForErrors(before + 7);
  expect((await house.homepot('demo', '--remove')).code).toBe(2);
  const { code, stdout } = await house.homepot('demo', '--remove', '--yes', '--json');
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    { removed: { devices: 3, sites: 1, error_logs: before + 4 }, kept: {} },
  ]);
  expect(await rollup()).toEqual([{ provenance: 'real', count: 3 }]);
  // The drain remembered the sums of this hour.
  await sendErrors(simulated, 2);
  await sendErrors(real, 1);
  await waitForErrors(6);
  expect(await rollup()).toEqual([
    { provenance: 'real', count: 4 },
    { provenance: 'simulated', count: 2 },
  ]);
  expect((await house.homepot('audit', 'verify')).code).toBe(0);
  const trail = await house.query(
    `SELECT event_type FROM audit_logs WHERE event_type IN ('demo_made', 'simulated_rows_removed')`,
  );
  expect(trail).toContainEqual({ event_type: 'simulated_rows_removed' });
  expect((await house.homepot('demo', ...small)).code).toBe(0);
  expect((await countRows()).health_checks).toBeGreaterThan(100);
}, 60_000);

test('who may not administer is told so', async () => {
  const key = await createKey('real');
  for (const path of ['demo', 'data-quality']) {
    const method = path === 'demo' ? 'DELETE' : 'GET';
    const answer = await fetch(`${house.url}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.status).toBe(403);
  }
  const demo = await call(`${house.url}/api/v1/ingest/error_logs?demo=true`, { key, body: [] });
  expect(demo.status).toBe(403);
});

test('a table that keeps less than the demo is long has the younger part of it', async () => {
  await house.homepot('demo', '--remove', '--yes');
  await house.homepot('retention', 'policies', 'set', 'performance_metrics', '--days', '1');
  const { code, stdout, stderr } = await house.homepot('demo', ...small.slice(0, -1));
  expect([code, stdout]).toEqual([0, expect.stringContaining(' health_checks\n')]);
  expect(stderr).toMatch(/\d+ performance_metrics are older than what it keeps/);
}, 60_000);
