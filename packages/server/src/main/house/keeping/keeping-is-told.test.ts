import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectHouse } from '../../../../test/call-house.ts';
import type { TestHouse } from '../../../../test/test-house.ts';
import { startTestHouse } from '../../../../test/test-house.ts';
import { connectionStringOf, withDatabase } from '../../../../test/test-server.ts';

const hourMs = 3_600_000;
const nowMs = Date.now();
const ago = (hours: number) => new Date(nowMs - hours * hourMs).toISOString();
let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse({ settings: { ANALYTICS_ENABLED: 'false' } });
});
afterAll(() => house.remove());

const ask = (text: string, values: readonly unknown[] = []) => house.database.query(text, values);

/** The numbers of a scrape whose names begin so, by the rest of the name and the labels. */
async function scrape(prefix: string): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`${house.url}/metrics`)).text();
  const pattern = new RegExp(`^${prefix}(\\S*) (\\S+)$`, 'gm');
  return Object.fromEntries(
    [...text.matchAll(pattern)].map(([, name = '', value]) => [name, Number(value)]),
  );
}

/** Cuts the house off from its database, or lets it in again. */
async function setReachable(reachable: boolean): Promise<void> {
  const name = new URL(house.connectionString.replace(/@\//, '@x/')).pathname.slice(1);
  await withDatabase(connectionStringOf(house.connectionString, 'postgres'), async (admin) => {
    await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${reachable}`);
    if (reachable) return;
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
      name,
    ]);
  });
}

test('a new house says that no run was due yet, and that nothing was exported', async () => {
  await house.keeping.refresh();
  const retention = await scrape('homepot_retention_');
  expect(retention).toMatchObject({ runs_open: 0, 'parts{state="detached"}': 0 });
  expect(retention['last_run_age_seconds{outcome="done"}']).toBeLessThan(60);
  expect(retention).not.toHaveProperty('last_run_age_seconds{outcome="failed"}');
  expect(await scrape('homepot_exports')).toMatchObject({
    '{status="failed"}': 0,
    '{status="running"}': 0,
    _oldest_open_seconds: 0,
  });
  expect(await scrape('homepot_export_')).toEqual({ rows_total: 0, bytes_total: 0 });
});

test('what left in the last run, what stands in the way, and how long none went well', async () => {
  await ask(
    `INSERT INTO retention_runs (state, cause, due_at, started_at, ended_at, failures)
     VALUES ('done', 'timetable', $1, $1, $1, 0), ('failed', 'timetable', $2, $2, $2, 1)`,
    [ago(50), ago(2)],
  );
  await ask(
    `INSERT INTO retention_run_tables (run_id, table_name, partitions_dropped, rows_removed, bytes_freed)
     SELECT id, 'device_metrics', 2, 3000, 80000 FROM retention_runs WHERE state = 'failed'
     UNION ALL SELECT id, 'error_logs', 9, 9, 9 FROM retention_runs WHERE state = 'done'`,
  );
  await ask(
    `INSERT INTO retention_parts (table_name, partition_name, from_at, until_at, state, is_lot,
       archive, closed, error, failed_at, run_id, planned_at, state_since)
     SELECT 'health_checks', 'p' || n, $1, $1, CASE n WHEN 1 THEN 'dropped' ELSE 'archived' END, true,
       true, false, CASE n WHEN 2 THEN 'the disk is full' END, $1, 1, $1, $1
     FROM generate_series(1, 3) AS n`,
    [ago(2)],
  );
  await house.retention.look();
  await house.keeping.refresh();
  const told = await scrape('homepot_retention_');
  expect(told).toMatchObject({
    failures: 1,
    runs_open: 0,
    'parts{state="archived"}': 2,
    'parts{state="planned"}': 0,
    'last_run_partitions{table="device_metrics"}': 2,
    'last_run_rows{table="device_metrics"}': 3000,
    'last_run_bytes{table="device_metrics"}': 80000,
  });
  expect(told).not.toHaveProperty('last_run_rows{table="error_logs"}');
  const age = (outcome: string) => told[`last_run_age_seconds{outcome="${outcome}"}`];
  expect(Math.floor((age('done') ?? 0) / 3_600)).toBe(50);
  expect(Math.floor((age('failed') ?? 0) / 3_600)).toBe(2);
});

test('exports by status, what they wrote, and how long one has been waiting', async () => {
  await ask(
    `INSERT INTO device_metrics ("timestamp", received_at, provenance, device_id, cpu_percent)
     VALUES (now(), now(), 'real', 'pos-1', 1)`,
  );
  const request = { tables: ['device_metrics'], from: ago(24) };
  const made = await expectHouse(house, 'POST /exports', 201, request);
  await house.exports.settle();
  await ask(
    `INSERT INTO exports (export_id, status, request, pseudonyms, complete_until, created_at, leased_until)
     SELECT 'export-' || status, status, '{}', 'fresh', $1, $1, now() + interval '1 hour'
     FROM unnest(ARRAY['running', 'failed']) AS status`,
    [ago(3)],
  );
  await house.keeping.refresh();
  const shown = await expectHouse(house, `GET /exports/${made.export_id}`, 200);
  expect(await scrape('homepot_export_')).toEqual({
    rows_total: shown.rows,
    bytes_total: shown.bytes,
  });
  expect(shown.bytes).toBeGreaterThan(0);
  const told = await scrape('homepot_exports');
  expect(told).toMatchObject({
    '{status="completed"}': 1,
    '{status="failed"}': 1,
    '{status="running"}': 1,
    '{status="waiting"}': 0,
  });
  expect(Math.floor((told._oldest_open_seconds ?? 0) / 3_600)).toBe(3);
});

test('while the database is away a scrape answers as it was, and says how old that is', async () => {
  await setReachable(false);
  await house.keeping.refresh();
  const startedMs = performance.now();
  expect(await scrape('homepot_retention_')).toMatchObject({ failures: 1 });
  expect(performance.now() - startedMs).toBeLessThan(1_000);
  expect((await scrape('homepot_keeping_')).read_age_seconds).toBeGreaterThan(0);
  await setReachable(true);
  await expect.poll(() => house.keeping.refresh()).toBeUndefined();
});
