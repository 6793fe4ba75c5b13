import { afterAll, beforeAll, expect, test } from 'vitest';
import { callHouse } from '../../test/call-house.ts';
import type { TestHouse } from '../../test/test-house.ts';
import { startTestHouse } from '../../test/test-house.ts';
import { verifyAuditChain } from '../auth/index.ts';
import { fillTelemetry, runRetention } from './test/retention-ground.ts';

const dayMs = 86_400_000;
const rowsPerDay = 20;
const days = 10;
const only = ['device_metrics', 'api_request_logs', 'error_logs'];
const ago = (count: number) => new Date(Date.now() - count * dayMs).toISOString();
let house: TestHouse;

beforeAll(async () => {
  house = await startTestHouse({ settings: { ANALYTICS_ENABLED: 'false' } });
  await fillTelemetry(house, { days, rowsPerDay, nowMs: Date.now(), only });
});
afterAll(() => house.remove());

/** What is read of answers here. */
interface Told {
  readonly [name: string]: unknown;
  readonly tables: readonly Record<string, string & Record<string, unknown>>[];
  readonly rejected: readonly { readonly message: string }[];
  readonly from: string;
  readonly total: { readonly count: number };
}

async function call(what: string, body?: object) {
  const answer = await callHouse(house, what, body);
  return { status: answer.status, body: answer.body as unknown as Told };
}

async function ask<Row>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  return house.database.query<Row>(text, values);
}

async function count(table: string, where = 'true'): Promise<number> {
  const [row] = await ask<{ count: number }>(`SELECT count(*) FROM ${table} WHERE ${where}`);
  return row?.count ?? 0;
}

const archivedRows = async (table: string): Promise<number> => {
  const [row] = await ask<{ rows: number }>(
    `SELECT coalesce(sum(row_count), 0)::int8 AS rows FROM archive_parts
     WHERE table_name = $1 AND state = 'archived'`,
    [table],
  );
  return row?.rows ?? 0;
};

const send = (table: string, record: object, query = '') =>
  call(`POST /ingest/${table}${query}`, [record]);

test('a plan says what would leave, and changes nothing', async () => {
  await call('PATCH /retention-policies/device_metrics', { retention_days: 7 });
  const { body } = await call('GET /retention/plan');
  expect(body.tables).toMatchObject([
    { table: 'device_metrics', retention_days: 7, archive: true, part_count: 2, stays: null },
  ]);
  expect(body.bytes).toBeGreaterThan(0);
  expect(await count('device_metrics')).toBe(days * rowsPerDay);
  expect(await ask('SELECT 1 FROM retention_parts')).toEqual([]);
});

test('what somebody holds stays, and the run says why', async () => {
  const { body: hold } = await call('POST /retention/holds', {
    table: 'device_metrics',
    from: ago(8).slice(0, 10),
    until: ago(7).slice(0, 10),
    reason: 'a court asks for it',
  });
  const id = await runRetention(house);
  const { body: run } = await call(`GET /retention/runs/${id}`);
  expect(run).toMatchObject({ state: 'done', failures: 0, partitions_dropped: 1 });
  expect(run.tables).toMatchObject([{ table: 'device_metrics', rows_removed: rowsPerDay }]);
  expect(run.tables[0]?.skipped).toContain('a court asks for it');
  expect(await count('device_metrics')).toBe((days - 1) * rowsPerDay);
  await call(`DELETE /retention/holds/${hold.id}`);
  await runRetention(house);
  expect(await count('device_metrics')).toBe((days - 2) * rowsPerDay);
  expect(await archivedRows('device_metrics')).toBe(2 * rowsPerDay);
  expect(
    await ask(`SELECT 1 FROM pg_class WHERE relname = $1`, [
      `device_metrics_${ago(9).slice(0, 10).replaceAll('-', '_')}`,
    ]),
  ).toEqual([]);
});

test('the door says that a record is too old to be kept, and so it does to an import', async () => {
  const record = { device_id: 'a', cpu_percent: 1, timestamp: ago(9) };
  for (const query of ['', '?historical=true']) {
    const { body, status } = await send('device_metrics', record, query);
    expect(status).toBe(422);
    expect(body.rejected).toMatchObject([{ code: 'past_retention', path: 'records[0].timestamp' }]);
    expect(body.rejected[0]?.message).toContain('device_metrics keeps 7 days');
  }
  expect((await send('device_metrics', { ...record, timestamp: ago(6) })).body.accepted).toBe(1);
  await house.drained();
});

test('a row that was taken before its day left goes to quarantine, and no partition comes back', async () => {
  // As if the policy had been another one when the door took it.
  await ask(
    `UPDATE data_retention_policies SET cleanup_enabled = false WHERE table_name = 'device_metrics'`,
  );
  await house.retention.kept.refresh();
  const before = await count('device_metrics');
  const { body } = await send('device_metrics', {
    device_id: 'late',
    cpu_percent: 1,
    timestamp: ago(9),
  });
  expect(body.accepted).toBe(1);
  await house.drained();
  expect(await count('device_metrics')).toBe(before);
  expect(await ask(`SELECT device_id, code FROM quarantined_records`)).toEqual([
    { device_id: 'late', code: 'past_retention' },
  ]);
  expect(await count('device_measurements_minute')).toBe(1);
});

test('a policy that is made longer takes rows of days again that had left', async () => {
  await call('PATCH /retention-policies/device_metrics', {
    retention_days: 30,
    cleanup_enabled: true,
  });
  const before = await count('device_metrics');
  await send('device_metrics', { device_id: 'a', cpu_percent: 1, timestamp: ago(9) });
  await house.drained();
  expect(await count('device_metrics')).toBe(before + 1);
});

test('an archive that cannot be written leaves everything where it is, and tells', async () => {
  await call('PATCH /retention-policies/api_request_logs', { retention_days: 8 });
  const before = await count('api_request_logs');
  await ask('ALTER TABLE archive_parts RENAME COLUMN object_key TO elsewhere');
  const id = await runRetention(house);
  await ask('ALTER TABLE archive_parts RENAME COLUMN elsewhere TO object_key');
  const { body: run } = await call(`GET /retention/runs/${id}`);
  expect(run).toMatchObject({ state: 'failed', failures: 1, partitions_dropped: 0 });
  expect(run.tables[0]?.error).toContain('object_key');
  expect(await count('api_request_logs')).toBe(before);
  expect(await house.retention.failures()).toBe(1);
  await runRetention(house);
  expect(await house.retention.failures()).toBe(0);
  expect(await count('api_request_logs')).toBe(before - rowsPerDay);
});

test('without an archive rows are gone for good, where the policy says so', async () => {
  await call('PATCH /retention-policies/api_request_logs', {
    retention_days: 6,
    archive_before_delete: false,
  });
  const archived = await archivedRows('api_request_logs');
  await runRetention(house);
  expect(await count('api_request_logs', `"timestamp" < '${ago(8)}'`)).toBe(0);
  expect(await archivedRows('api_request_logs')).toBe(archived);
});

test('the oldest rows of the audit trail leave, and the chain still proves that nobody else removed any', async () => {
  await ask(`UPDATE audit_logs SET created_at = created_at - interval '3 days'
    WHERE id <= (SELECT min(id) + 3 FROM audit_logs)`);
  // What was moved is not what was hashed; the rest of the chain is.
  await call('PATCH /retention-policies/audit_logs', { retention_days: 1 });
  const rows = await count('audit_logs');
  await runRetention(house);
  const verify = () => verifyAuditChain(house.database, undefined, undefined, house.auth.auditSeal);
  const verdict = await verify();
  expect(verdict.broken).toBeUndefined();
  expect(verdict.removedThrough).toBeDefined();
  expect(await archivedRows('audit_logs')).toBe(4);
  expect(verdict.rows).toBeGreaterThanOrEqual(rows - 4);
  await ask('DELETE FROM audit_logs WHERE id = (SELECT min(id) FROM audit_logs)');
  expect((await verify()).broken?.reason).toBe('removed-or-reordered');
  await ask(`INSERT INTO audit_anchors SELECT min(id) - 1, (array_agg(prev_hash ORDER BY id))[1], 1, now(), '\\x00'
    FROM audit_logs`);
  expect((await verify()).broken?.reason).toBe('removed-or-reordered');
});

test('minutes leave, and a metric that began among them is told for whole hours', async () => {
  await call('PATCH /retention-policies/api_request_logs', { retention_days: 90 });
  await send('api_request_logs', {
    endpoint: '/a',
    method: 'GET',
    status_code: 200,
    timestamp: ago(20),
  });
  await send('api_request_logs', {
    endpoint: '/a',
    method: 'GET',
    status_code: 200,
    timestamp: ago(1),
  });
  await house.drained();
  const start = new Date(Math.floor(Date.parse(ago(20)) / 3_600_000) * 3_600_000 + 1_800_000);
  const path = `GET /metrics/api-performance?start_date=${start.toISOString()}&end_date=${ago(0)}`;
  const before = await call(path);
  expect(before.body.from).toBe(start.toISOString().replace('Z', '000Z'));
  await runRetention(house);
  expect(await count('api_totals_minute', `bucket < '${ago(15)}'`)).toBe(0);
  // Within two seconds readers hear of it; they are given 45 before rows leave.
  await house.retention.kept.refresh();
  const after = await call(path);
  expect(after.body.from.slice(14, 16)).toBe('00');
  expect(after.body.total.count).toBeGreaterThanOrEqual(before.body.total.count);
  const refused = await call(`${path}&interval=minute`);
  expect(refused.body.code).toBe('parameter_invalid');
}, 20_000);

test('numbers of a day whose rows have left cannot be counted again', async () => {
  const { body } = await call(
    `POST /rollups/device_measurements/days/${ago(9).slice(0, 10)}/rebuild`,
  );
  expect(body.code).toBe('range_invalid');
});

test('the page of truth tells every table', async () => {
  const { body } = await call('GET /retention');
  const of = (table: string) => body.tables.find((each) => each.table === table);
  expect(of('device_metrics')).toMatchObject({
    way: 'partitions',
    rows_removed: 2 * rowsPerDay,
    policy: { retention_days: 30, is_default: false },
    waiting: [],
  });
  expect(of('jobs')).toMatchObject({ way: 'rows', policy: { can_be_archived: false } });
  expect(of('sites')?.why).toContain('People');
  expect(body.last_run).toMatchObject({ state: 'done' });
});
