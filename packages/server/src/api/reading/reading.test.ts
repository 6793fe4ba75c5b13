import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { analyticsRoutes, tables } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import type { PresentedCredentials } from '../../auth/index.ts';
import { createLog, limits, systemClock } from '../../kernel/index.ts';
import { createDatabase } from '../../store/index.ts';
import { createApp } from '../app/app.ts';
import { bindAnalytics } from './analytics.ts';
import { bindMetrics } from './metrics.ts';
import { bindTables } from './tables.ts';

const authenticator = {
  authenticate: async ({ apiKey }: PresentedCredentials) => {
    if (apiKey === undefined) return { kind: 'anonymous' } as const;
    const who = { userId: 1, username: 'ada', keyId: 'k', provenance: 'real' } as const;
    return { kind: 'key', scope: apiKey as 'read' | 'admin' | 'ingest', ...who } as const;
  },
};

async function openApp(database: TestDatabase['database']): Promise<FastifyInstance> {
  const deps = {
    database,
    clock: systemClock,
    authenticator,
    checkAnswers: true,
    holdMs: 300_000,
  };
  return createApp(
    {
      clock: systemClock,
      log: createLog('silent'),
      resources: [bindAnalytics, bindMetrics, bindTables].map(
        (bind) => (app: FastifyInstance) => bind(app, deps),
      ),
      observers: [],
    },
    { version: '1.2.3', trustProxy: false, rateLimitPerMinute: 100_000 },
  );
}

let place: TestDatabase;
let app: FastifyInstance;

beforeAll(async () => {
  place = await createTestDatabase();
  app = await openApp(place.database);
  await place.database.query(
    `INSERT INTO api_request_logs (timestamp, received_at, provenance, endpoint, method, status_code, user_agent)
     SELECT date_trunc('day', now()) + i * interval '1 microsecond', now(), 'real', '/e/' || i % 3, 'GET', 200, repeat('x', 400)
     FROM generate_series(1, 5000) AS i`,
  );
  await place.database.query(
    `INSERT INTO device_state_history (timestamp, received_at, provenance, device_id, new_state, changed_by)
     VALUES (now(), now(), 'real', 'device-123', 'online', 'system')`,
  );
});

afterAll(async () => {
  await app.close();
  await place.drop();
});

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { 'x-api-key': 'read', ...headers } });
const requests = '/api/v1/analytics/requests';

test('there is a list for every table that has one, and it answers as its contract says', async () => {
  expect(analyticsRoutes.map(({ path }) => path.split('/').at(-1)).toSorted()).toEqual([
    'audit-logs',
    'config-history',
    'device-metrics',
    'device-states',
    'errors',
    'health-checks',
    'jobs',
    'performance-metrics',
    'requests',
    'site-schedules',
    'tool-usage',
    'user-activities',
  ]);
  for (const { path } of analyticsRoutes) {
    const answer = await get(`${path}?start_date=2025-12-01&end_date=2025-12-05`);
    expect(answer.statusCode, `${path}: ${answer.body}`).toBe(200);
    expect(answer.json()).toMatchObject({ next_cursor: null });
  }
});

test.each([
  '/api/v1/metrics/api-performance?hours=24',
  '/api/v1/metrics/job-outcomes?hours=168&job_type=restart',
  '/api/v1/metrics/error-trends?hours=24&category=api',
  '/api/v1/metrics/device-state-history/device-123?hours=720',
  '/api/v1/analytics/requests?start_date=2025-12-01&end_date=2025-12-05',
  '/api/v1/analytics/device-metrics?device_id=dev_001&start_date=2025-12-11',
  '/api/v1/tables',
])('%s answers', async (url) => {
  const answer = await get(url);
  expect(answer.statusCode, answer.body).toBe(200);
});

test('pages are linked', async () => {
  const first = await get(`${requests}?limit=2&endpoint=/e/1,/e/2&order=asc`);
  const { data, next_cursor: cursor } = first.json();
  expect(data).toHaveLength(2);
  const link = /^<([^>]+)>; rel="next"$/.exec(String(first.headers.link))?.[1] ?? '';
  expect(link).toContain(encodeURIComponent(cursor));
  const second = await get(link);
  expect(second.json().data[0].id).toBeGreaterThan(data[1].id);
  const last = await get(`${requests}?limit=1000&endpoint=/nowhere`);
  expect(last.headers.link).toBeUndefined();
});

describe('the format', () => {
  test.each([
    ['', { accept: 'text/csv' }, 'text/csv'],
    ['', { accept: 'application/json;q=0.5, text/csv' }, 'text/csv'],
    ['', { accept: 'application/x-ndjson' }, 'application/x-ndjson'],
    ['', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, 'application/json'],
    ['', { accept: 'image/png' }, 'application/json'],
    ['', { accept: 'text/csv;q=0, */*' }, 'application/json'],
    ['&format=ndjson', { accept: 'text/csv' }, 'application/x-ndjson'],
    ['&format=json', { accept: 'text/csv' }, 'application/json'],
  ])('%s %j is %s', async (more, headers, type) => {
    const answer = await get(`${requests}?limit=3${more}`, headers as Record<string, string>);
    expect(answer.headers['content-type']).toContain(type);
    expect(answer.headers.vary).toContain('accept');
    const rows = type === 'application/json' ? answer.json().data.length : undefined;
    expect(rows ?? answer.body.trim().split(/\r?\n/).length).toBe(type === 'text/csv' ? 4 : 3);
  });

  test('of another name is refused', async () => {
    expect((await get(`${requests}?format=xml`)).json()).toMatchObject({
      status: 400,
      code: 'parameter_invalid',
      path: 'query.format',
    });
  });

  test('CSV without limit has every row', async () => {
    const { body } = await get(`${requests}?format=csv`);
    expect(body.match(/\r\n/g)).toHaveLength(5_001);
  });
});

test.each([
  [`${requests}?colour=red`, 400, 'filter_unknown', 'query.colour'],
  [`${requests}?status_code=many`, 400, 'parameter_invalid', 'query.status_code'],
  [`${requests}?limit=10.5`, 400, 'parameter_invalid', 'query.limit'],
  [`${requests}?limit=5&limit=6`, 400, 'parameter_invalid', 'query.limit'],
  [`${requests}?cursor=abc`, 400, 'cursor_invalid', 'query.cursor'],
  [`${requests}?format=csv&start_date=soon`, 400, 'parameter_invalid', 'query.start_date'],
  [`${requests}?endpoint=%00`, 400, 'parameter_invalid', 'query.endpoint'],
  ['/api/v1/metrics/api-performance?hours=169', 400, 'parameter_invalid', 'query.hours'],
  ['/api/v1/metrics/api-performance?hours=1.5', 400, 'parameter_invalid', 'query.hours'],
  ['/api/v1/metrics/api-performance?hours=0', 400, 'parameter_invalid', 'query.hours'],
  ['/api/v1/metrics/api-performance?hours=all', 400, 'parameter_invalid', 'query.hours'],
  ['/api/v1/metrics/device-state-history/d?hours=721', 400, 'parameter_invalid', 'query.hours'],
  ['/api/v1/tables?exact=maybe', 400, 'parameter_invalid', 'query.exact'],
  [`${requests}?limit=0`, 400, 'parameter_invalid', 'query.limit'],
  [`${requests}?limit=1001`, 400, 'parameter_invalid', 'query.limit'],
  [`${requests}?limit=0&format=csv`, 400, 'parameter_invalid', 'query.limit'],
  [`${requests}?limit=ten`, 400, 'parameter_invalid', 'query.limit'],
  [`${requests}?limit=1&limit=2`, 400, 'parameter_invalid', 'query.limit'],
  [`${requests}?order=sideways`, 400, 'parameter_invalid', 'query.order'],
  ['/api/v1/metrics/api-performance?colour=red', 400, 'parameter_invalid', 'query.colour'],
])('%s is a problem', async (url, status, code, path) => {
  expect((await get(url)).json()).toMatchObject({ status, code, path });
});

test('whoever may not read does not read', async () => {
  expect((await app.inject({ url: requests })).json()).toMatchObject({ code: 'not_signed_in' });
  for (const url of [requests, '/api/v1/tables', '/api/v1/metrics/error-trends']) {
    expect((await get(url, { 'x-api-key': 'ingest' })).json()).toMatchObject({ status: 403 });
  }
  expect((await get('/api/v1/quarantine')).json()).toMatchObject({ status: 403 });
  expect((await get('/api/v1/quarantine', { 'x-api-key': 'admin' })).statusCode).toBe(200);
});

test('the data dictionary is enough to ask for every list', async () => {
  const { data } = (await get('/api/v1/tables?exact=true')).json();
  expect(data).toHaveLength(tables.length);
  const listed = data.filter((table: { list_path: string | null }) => table.list_path !== null);
  for (const { list_path: path, rows } of listed) {
    const answer = await get(`/api/v1/analytics/${path}?format=ndjson`);
    expect(answer.body.split('\n')).toHaveLength(rows + 1);
  }
});

test('while the database is away, reading says so', async () => {
  const connectionString = 'postgres://nobody@127.0.0.1:1/nowhere';
  const gone = createDatabase({ connectionString, connectionsMax: 1, log: createLog('silent') });
  const blind = await openApp(gone);
  for (const url of [
    requests,
    `${requests}?format=csv`,
    '/api/v1/tables',
    '/api/v1/metrics/api-performance',
    '/api/v1/metrics/device-state-history/x',
  ]) {
    const answer = await blind.inject({ url, headers: { 'x-api-key': 'read' } });
    expect(answer.json()).toMatchObject({ status: 503, code: 'database_unavailable' });
    expect(answer.headers['retry-after']).toBeDefined();
  }
  await blind.close();
  await gone.stop();
});

const countReads = async () => {
  const rows = await place.database.query(
    `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'select%api_request_logs%'`,
  );
  return rows.length;
};

async function waitForReads(count: number): Promise<void> {
  for (let i = 0; i < 200 && (await countReads()) !== count; i += 1) await pause(20);
  expect(await countReads()).toBe(count);
}

test('streams that nobody reads are limited, and make room when their callers go', async () => {
  const busy = await openApp(place.database);
  const address = await busy.listen({ port: 0, host: '127.0.0.1' });
  await place.database.query(
    `INSERT INTO api_request_logs (timestamp, received_at, provenance, endpoint, method, status_code, user_agent)
     SELECT now(), now(), 'real', '/big', 'GET', 200, repeat('y', 400) FROM generate_series(1, 30000)`,
  );
  const open = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { 'x-api-key': 'read', accept: 'text/csv' };
      httpRequest(`${address}${requests}?endpoint=/big`, { headers }, resolve)
        .on('error', reject)
        .end();
    });
  const unread = await Promise.all(Array.from({ length: limits.streamsAtOnceMax }, open));
  expect(unread.map(({ statusCode }) => statusCode)).toEqual(unread.map(() => 200));
  const refused = await open();
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '5']);
  refused.resume();
  for (const answer of unread) answer.on('error', () => undefined).destroy();
  let again = await open();
  for (let i = 0; i < 100 && again.statusCode === 429; i += 1) {
    again.resume();
    await pause(20);
    again = await open();
  }
  expect(again.statusCode).toBe(200);
  again.resume();
  await once(again, 'end');
  for (let i = 0; i <= limits.streamsAtOnceMax; i += 1) {
    const headers = { 'x-api-key': 'read', accept: 'text/csv' };
    expect((await busy.inject({ url: `${requests}?limit=1`, headers })).statusCode).toBe(200);
    expect((await busy.inject({ url: `${requests}?x=1`, headers })).statusCode).toBe(400);
  }
  await busy.close();
  await place.database.query(`DELETE FROM api_request_logs WHERE endpoint = '/big'`);
});

test('a caller who goes away ends the query that runs for it', async () => {
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  await place.database.transaction(async (transaction) => {
    await transaction.query('LOCK TABLE api_request_logs IN ACCESS EXCLUSIVE MODE');
    for (const format of ['json', 'csv']) {
      const call = httpRequest(`${address}${requests}?format=${format}`, {
        headers: { 'x-api-key': 'read' },
      });
      call.on('error', () => undefined);
      call.end();
      await waitForReads(1);
      call.destroy();
      await waitForReads(0);
    }
  });
});
