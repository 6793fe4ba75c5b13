import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExportGround } from './test/export-ground.ts';
import { enterDevices, openExportGround } from './test/export-ground.ts';
import { askDuckdb } from './test/read-export.ts';

let ground: ExportGround;
beforeAll(async () => {
  ground = await openExportGround();
  await enterDevices(ground, 'site-a', ['pos-1']);
});
afterAll(() => ground.remove());

const people = ['ada', 'grace', 'edith', 'mary', 'joan', 'hedy'];
const request = {
  tables: ['user_activities', 'tool_usage_logs'],
  from: '2026-01-18',
  to: '2026-01-20',
  quasi_identifiers: { user_activities: [], tool_usage_logs: [] },
};

async function storePeople(receivedAt: string): Promise<void> {
  for (const [table, extra] of [
    ['user_activities', { page_url: '/orders' }],
    ['tool_usage_logs', { tool_name: 'search' }],
  ] as const) {
    await ground.store(
      table,
      people.map((user_id, i) => ({
        timestamp: `2026-01-19T10:${10 + i}:00.123456Z`,
        received_at: receivedAt,
        user_id,
        session_id: `${user_id}-session-1`,
        ip_address: undefined,
        ...extra,
      })),
    );
  }
}

const pseudonymsOf = async (id: string, table: string): Promise<Set<unknown>> => {
  const rows = await askDuckdb(
    'SELECT DISTINCT user_id AS one FROM FILES UNION SELECT DISTINCT session_id FROM FILES',
    ground.pathOf(id, table),
  );
  return new Set(rows.map(({ one }) => one));
};

test('fresh keys: within an export tables can be joined on a person, two exports cannot', async () => {
  await storePeople('2026-01-19T11:00:00Z');
  const [one, two] = [await ground.make(request), await ground.make(request)];
  const inOne = await pseudonymsOf(one, 'user_activities');
  expect(inOne.size).toBe(12);
  expect(await pseudonymsOf(one, 'tool_usage_logs')).toEqual(inOne);
  const inTwo = await pseudonymsOf(two, 'user_activities');
  expect([...inTwo].filter((pseudonym) => inOne.has(pseudonym))).toEqual([]);
  // No column tells one row from all others, whoever it is about.
  const columns = await askDuckdb(
    'SELECT * FROM FILES LIMIT 1',
    ground.pathOf(one, 'user_activities'),
  );
  expect(Object.keys(columns[0] ?? {})).not.toContain('id');
  const [joined] = await askDuckdb(
    `SELECT count(*)::int AS rows FROM FILES AS a
     JOIN read_parquet('${ground.pathOf(two, 'user_activities')}/**/*.parquet') AS b
     ON a.user_id = b.user_id OR a.session_id = b.session_id
       OR (a."timestamp" = b."timestamp" AND extract(microsecond FROM a."timestamp") <> 0)`,
    ground.pathOf(one, 'user_activities'),
  );
  expect(joined).toEqual({ rows: 0 });
  const keys = await ground.database.query('SELECT 1 FROM exports WHERE sealed_key IS NOT NULL');
  expect(keys).toEqual([]);
});

/** How many rows of two exports are told to be the same by some columns. */
async function joinedOn(table: string, asked: object, columns: string): Promise<unknown> {
  const wanted = { tables: [table], from: '2026-01-15', to: '2026-01-15', ...asked };
  const [one, two] = [await ground.make(wanted), await ground.make(wanted)];
  const [found] = await askDuckdb(
    `SELECT count(*)::int AS rows FROM FILES AS a
     JOIN read_parquet('${ground.pathOf(two, table)}/**/*.parquet') AS b ON ${columns}`,
    ground.pathOf(one, table),
  );
  return found?.rows;
}

test('fresh keys: neither an instant nor the id of a job tells whose row it is, where machines have rows too', async () => {
  const at = (i: number) => `2026-01-15T10:00:${10 + i}.12345${i}Z`;
  await ground.store('job_outcomes', [
    ...people.map((initiated_by, i) => ({
      timestamp: at(i),
      job_id: `job-0${i}`,
      device_id: 'pos-1',
      initiated_by,
    })),
    { timestamp: at(9), job_id: 'job-09', device_id: 'pos-1', initiated_by: 'system' },
  ]);
  const exact = `extract(microsecond FROM a."timestamp") <> 0 AND a."timestamp" = b."timestamp"`;
  // That of the house itself is about nobody.
  expect(await joinedOn('job_outcomes', {}, exact)).toBe(1);
  expect(await joinedOn('job_outcomes', {}, 'a.job_id = b.job_id')).toBe(0);
  const columns = { job_outcomes: ['timestamp', 'device_id', 'status'] };
  expect(await joinedOn('job_outcomes', { columns }, exact)).toBe(7);
});

test('the order of the rows does not say in which they came', async () => {
  const user_activities = Array.from({ length: 40 }, (_, i) => ({
    timestamp: `2026-01-15T11:00:${10 + i}Z`,
    user_id: `person-${i % 6}-of-the-shop`,
    page_url: '/orders',
  }));
  await ground.store('user_activities', user_activities);
  const id = await ground.make({
    tables: ['user_activities'],
    from: '2026-01-15',
    to: '2026-01-15',
  });
  const rows = await askDuckdb('SELECT user_id FROM FILES', ground.pathOf(id, 'user_activities'));
  const order = rows.map(({ user_id: one }) => String(one));
  expect(order).toHaveLength(40);
  expect(order).toEqual(order.toSorted());
});

test('stable: an export goes on from another with the rows that came since, each once', async () => {
  const first = await ground.make({ ...request, pseudonyms: 'stable' });
  ground.clock.advanceMs(3_600_000);
  await storePeople(new Date(ground.clock.nowMs() - 60_000).toISOString());
  // Came too late to be sure that nothing before it is on its way.
  await storePeople(new Date(ground.clock.nowMs() - 1_000).toISOString());
  const second = await ground.make({ since: first });
  ground.clock.advanceMs(3_600_000);
  const third = await ground.make({ since: second });
  const rowsOf = async (id: string) => (await ground.exports.read(id)).rows;
  expect([await rowsOf(first), await rowsOf(second), await rowsOf(third)]).toEqual([12, 12, 12]);
  expect(await pseudonymsOf(second, 'user_activities')).toEqual(
    await pseudonymsOf(first, 'user_activities'),
  );
});

test('nothing goes on from an export whose key was thrown away', async () => {
  const fresh = await ground.make(request);
  await expect(ground.exports.create({ since: fresh }, { local: true })).rejects.toMatchObject({
    code: 'parameter_invalid',
    path: 'body.since',
  });
});

test('what waits in a spool is left to a later export', async () => {
  const behind = ground.open({ readBacklogSeconds: () => 3_600 });
  const { complete_until: until } = await behind.create(request, { local: true });
  expect(Date.parse(until)).toBe(ground.clock.nowMs() - 3_610_000);
});

test('rows that too few people are alike are left out and counted', async () => {
  const at = (i: number) => `2026-01-17T10:${10 + i}:00Z`;
  await ground.store('user_activities', [
    ...people.map((user_id, i) => ({ timestamp: at(i), user_id, page_url: '/popular' })),
    ...people.slice(0, 4).map((user_id, i) => ({ timestamp: at(i), user_id, page_url: '/rare' })),
    // One person often is one person.
    ...people.map((_, i) => ({ timestamp: at(i), user_id: 'ada', page_url: '/of-one' })),
  ]);
  // So is whoever gave no name.
  await ground.store(
    'tool_usage_logs',
    people.map((_, i) => ({
      timestamp: at(i),
      user_id: null,
      session_id: 'visit-1',
      client_name: 'rare',
    })),
  );
  const id = await ground.make({
    tables: ['user_activities', 'tool_usage_logs'],
    from: '2026-01-17',
    to: '2026-01-17',
  });
  const shown = await ground.exports.read(id);
  expect([shown.rows, shown.suppressed_rows]).toEqual([6, 16]);
  const pages = await askDuckdb(
    'SELECT DISTINCT page_url FROM FILES',
    ground.pathOf(id, 'user_activities'),
  );
  expect(pages).toEqual([{ page_url: '/popular' }]);
});
