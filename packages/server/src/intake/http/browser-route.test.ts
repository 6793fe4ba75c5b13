import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

const shop = 'https://shop.example';

let house: TestHouse;
let key: string;
let keyId: string;
beforeAll(async () => {
  house = await startTestHouse({ settings: { BROWSER_BATCHES_PER_ADDRESS_PER_MINUTE: '200' } });
  ({ key, id: keyId } = await createKey([shop, 'http://127.0.0.1:5173/']));
});
afterAll(() => house.remove());

const createKey = (allowed_origins: readonly string[]) =>
  house.auth.apiKeys.create(
    { name: 'shop', scope: 'browser', username: 'admin', allowed_origins },
    { local: true },
  );

interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Sending {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

async function send(body: unknown, { query, headers = {}, method = 'POST' }: Sending = {}) {
  const answer = await fetch(`${house.url}/api/v1/browser${query ?? `?key=${key}`}`, {
    method,
    headers: {
      origin: shop,
      ...(method === 'POST' ? { 'content-type': 'text/plain;charset=UTF-8' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: text === '' ? {} : JSON.parse(text),
  } as Told;
}

const seen = (more: object = {}) => ({
  activity_type: 'page_view',
  page_url: 'https://shop.example/',
  visitor_id: 'v1',
  session_id: 's1',
  ...more,
});
const failed = (more: object = {}) => ({ severity: 'error', error_message: 'x broke', ...more });
const batch = (activities: readonly unknown[], errors: readonly unknown[] = []) => ({
  batch_id: randomUUID(),
  activities,
  errors,
});

async function rowsOf<Row>(table: 'user_activities' | 'error_logs', more = ''): Promise<Row[]> {
  await house.drained();
  return house.database.query<Row>(`SELECT * FROM ${table} WHERE trust <> 'trusted' ${more}`);
}

describe('a batch of a page', () => {
  test('is stored as one, marked as hearsay, and once', async () => {
    const body = batch([seen(), seen({ user_id: 'admin', visitor_id: undefined })], [failed()]);
    const first = await send(body);
    expect([first.status, first.body]).toEqual([
      200,
      { batch_id: body.batch_id, accepted: 3, duplicate: 0, quarantined: 0, rejected: [] },
    ]);
    expect((await send(body)).body).toMatchObject({ accepted: 0, duplicate: 3 });
    await house.drained();
    const entries = await house.database.query(
      'SELECT scope, door, row_count FROM ingest_batches WHERE batch_id = $1',
      [body.batch_id],
    );
    expect(entries).toEqual([{ scope: `key:${keyId}`, door: 'browser', row_count: 3 }]);
    const activities = await rowsOf('user_activities', 'ORDER BY user_id');
    expect(activities).toMatchObject([
      { user_id: 'page:admin', session_id: 'page:s1', trust: 'browser', provenance: 'real' },
      { user_id: 'visitor:v1', session_id: 'page:s1', page_url: 'https://shop.example/' },
    ]);
    expect(await rowsOf('error_logs')).toMatchObject([
      { category: 'frontend', user_id: null, device_id: null, trust: 'browser' },
    ]);
  });

  test('loses a bad record alone, which is told by the name of the page', async () => {
    const told = await send(
      batch([seen(), seen({ page_url: 'x'.repeat(501) }), 7], [failed({ severity: 'fatal!' })]),
    );
    expect(told).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(told.body.rejected).toMatchObject([
      { code: 'too_long', path: 'activities[1].page_url' },
      { code: 'record_not_object', path: 'activities[2]' },
      { code: 'value_unknown', path: 'errors[0].severity' },
    ]);
    const nothing = await send(batch([seen({ activity_type: 'dance' })]));
    expect(nothing).toMatchObject({ status: 422, body: { code: 'batch_invalid' } });
  });

  test.each([
    ['the batch id', { activities: [seen()] }, 400, 'parameter_invalid'],
    ['records', batch([]), 400, 'body_missing'],
    ['JSON', '{"batch_id":', 400, 'json_invalid'],
    ['anything', '', 400, 'body_empty'],
    ['an object', '[7]', 400, 'shape_invalid'],
    ['columns of ours alone', { ...batch([seen()]), jobs: [] }, 400, 'parameter_invalid'],
    ['64 KiB', batch([seen({ extra_data: { x: 'y'.repeat(65_536) } })]), 413, 'body_too_large'],
    ['200 records', batch(Array.from({ length: 201 }, () => seen())), 400, 'parameter_invalid'],
  ])('without, or beyond, %s is refused', async (_, body, status, code) => {
    expect(await send(body)).toMatchObject({ status, body: { code } });
  });

  test('has its instants put right where the clock of the browser is wrong', async () => {
    const sentAt = Date.now() - 86_400_000 * 400;
    const timestamp = new Date(sentAt - 60_000).toISOString();
    const query = `?key=${key}&sent_at=${sentAt}`;
    const told = await send(batch([seen({ timestamp, visitor_id: 'late' })]), { query });
    expect(told.body).toMatchObject({ accepted: 1 });
    const [row] = await rowsOf<{ timestamp: string }>(
      'user_activities',
      `AND user_id = 'visitor:late'`,
    );
    expect(Math.abs(Date.parse(row?.timestamp ?? '') - Date.now() + 60_000)).toBeLessThan(5_000);
  });
});

describe('a page cannot make up', () => {
  test.each([
    ['a device', { device_id: 'pos-1' }],
    ['a tool', { tool_context: { tool_name: 'x' } }],
    ['a request', { request_id: 'r' }],
    ['an error of ours', { category: 'database' }],
    ['a group of errors', { fingerprint: 'ours' }],
    ['trust', { trust: 'trusted' }],
    ['provenance', { provenance: 'sample' }],
  ])('%s', async (_, more) => {
    const told = await send(batch([], [failed(more)]));
    expect(told).toMatchObject({ status: 422, body: { code: 'batch_invalid' } });
    expect(told.body.path).toBe(`errors[0].${Object.keys(more)[0]}`);
  });

  test('errors that stand in a group with proven ones', async () => {
    const ours = { category: 'frontend', severity: 'error', error_message: 'checkout fell over' };
    await house.intake.submit(
      {
        scope: 'test',
        door: 'http',
        provenance: 'real',
        trust: 'trusted',
        isDevice: false,
        claims: [],
      },
      'error_logs',
      { kind: 'records', records: [ours] },
    );
    await send(batch([], [failed({ error_message: ours.error_message })]));
    await house.drained();
    const groups = await house.database.query<{ trust: string; fingerprint: string }>(
      `SELECT trust, fingerprint FROM error_logs WHERE error_message = $1 ORDER BY trust`,
      [ours.error_message],
    );
    expect(groups.map(({ trust }) => trust)).toEqual(['browser', 'trusted']);
    expect(new Set(groups.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  test('who it is, without any key either', async () => {
    const answer = await fetch(`${house.url}/api/v1/analytics/error`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...failed({ category: 'api', error_message: 'anonymous', fingerprint: 'ours' }),
        user_id: 'admin',
        session_id: 's',
        tool_context: { tool_name: 'x' },
      }),
    });
    expect(answer.status).toBe(200);
    const rows = await rowsOf('error_logs', `AND error_message = 'anonymous'`);
    expect(rows).toMatchObject([
      {
        trust: 'anonymous',
        category: 'frontend',
        user_id: null,
        session_id: null,
        tool_context: null,
        fingerprint: expect.stringMatching(/^[\da-f]{64}$/),
      },
    ]);
  });
});

describe('only pages of the origins of the key', () => {
  const allowed = 'access-control-allow-origin';

  test('are let in, and may read the answer', async () => {
    for (const origin of [shop, 'http://127.0.0.1:5173']) {
      const { status, headers } = await send(batch([seen()]), { headers: { origin } });
      expect([status, headers.get(allowed)]).toEqual([200, origin]);
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('vary')).toContain('Origin');
    }
    const bad = await send('{', {});
    expect([bad.status, bad.headers.get(allowed)]).toEqual([400, shop]);
  });

  test.each(['https://evil.example', 'null', 'http://shop.example', `${shop}.evil.example`, ''])(
    'and not %j',
    async (origin) => {
      const told = await send(batch([seen()]), { headers: { origin } });
      expect(told).toMatchObject({ status: 403, body: { code: 'origin_refused' } });
      expect(told.headers.get(allowed)).toBeNull();
      const asked = await send(undefined, { method: 'OPTIONS', headers: { origin } });
      expect([asked.status, asked.headers.get(allowed)]).toEqual([403, null]);
    },
  );

  test('are told that they may send JSON', async () => {
    const asked = await send(undefined, {
      method: 'OPTIONS',
      headers: {
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      [allowed]: shop,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': expect.stringContaining('Content-Type'),
    });
    const headers = { 'content-type': 'application/json', 'x-api-key': key };
    expect((await send(batch([seen()]), { headers, query: '' })).status).toBe(200);
  });
});

describe('a key of another scope', () => {
  test('cannot send as a page, and a key in a query is nothing elsewhere', async () => {
    const { key: ingest } = await house.auth.apiKeys.create(
      { name: 'i', scope: 'ingest', username: 'admin' },
      { local: true },
    );
    expect(await send(batch([seen()]), { query: `?key=${ingest}` })).toMatchObject({
      status: 403,
      body: { code: 'not_allowed' },
    });
    expect(await send(batch([seen()]), { query: '' })).toMatchObject({ status: 401 });
    const elsewhere = await fetch(`${house.url}/api/v1/keys?key=${house.adminKey}`);
    expect(elsewhere.status).toBe(401);
  });

  test.each([
    [{ scope: 'browser' }],
    [{ scope: 'browser', allowed_origins: ['https://shop.example/path'] }],
    [{ scope: 'browser', allowed_origins: ['*'] }],
    [{ scope: 'browser', allowed_origins: ['https://*.shop.example'] }],
    [{ scope: 'browser', allowed_origins: ['file:///x'] }],
    [{ scope: 'ingest', allowed_origins: [shop] }],
  ] as const)('%j is not made', async (wanted) => {
    const made = house.auth.apiKeys.create({ name: 'x', ...wanted }, { local: true });
    await expect(made).rejects.toMatchObject({ path: 'allowed_origins' });
  });
});

test('a key that was taken back ends within a second', async () => {
  const made = await createKey([shop]);
  const query = `?key=${made.key}`;
  expect((await send(batch([seen()]), { query })).status).toBe(200);
  await house.auth.apiKeys.revoke(made.id, { local: true });
  expect((await send(batch([seen()]), { query })).status).toBe(401);
});

test('too many batches from one address are told to come again, whichever key they have', async () => {
  let refused: Told | undefined;
  for (let i = 0; i < 250 && refused === undefined; i += 1) {
    const told = await send('{');
    if (told.status === 429) refused = told;
  }
  expect(refused?.body).toMatchObject({ code: 'rate_limited' });
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused?.headers.get('access-control-allow-origin')).toBe(shop);
  expect(refused?.headers.get('access-control-expose-headers')).toBe('Retry-After');
});
