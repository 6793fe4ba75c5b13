import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PresentedCredentials, Principal } from '../../auth/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { OpenDoor } from '../test/open-door.ts';
import { isBalanced, openDoor, textsOf } from '../test/open-door.ts';
import { registerIngestRoutes } from './register-ingest-routes.ts';

const keyOf = (scope: 'ingest' | 'read' | 'admin'): Principal => ({
  kind: 'key',
  keyId: scope,
  scope,
  userId: 1,
  username: 'ada',
  provenance: 'real',
});
const userOf = (username: string, isAdmin: boolean): Principal => ({
  kind: 'user',
  userId: 2,
  username,
  isAdmin,
  sessionId: 's',
  byCookie: false,
});
const principals = new Map<string, Principal>([
  ['Bearer ingest', keyOf('ingest')],
  ['Bearer read', keyOf('read')],
  ['Bearer admin-key', keyOf('admin')],
  ['Bearer member', userOf('ben', false)],
  ['Bearer admin', userOf('ada', true)],
  [
    'Bearer device',
    { kind: 'device', deviceId: 'pos-1', siteId: 'site-test', keyId: 'd', provenance: 'real' },
  ],
]);
const authenticator = {
  authenticate: async ({ authorization }: PresentedCredentials): Promise<Principal> => {
    if (authorization === undefined) return { kind: 'anonymous' };
    const principal = principals.get(authorization);
    if (principal === undefined) throw new HomepotError('credential_invalid');
    return principal;
  },
};

let door: OpenDoor;
let app: FastifyInstance;
let origin: string;
beforeAll(async () => {
  door = await openDoor();
  app = fastify();
  await registerIngestRoutes(
    app,
    { authenticator, intake: door.intake, clock: door.clock, checkAnswers: true },
    { anonymousErrorsPerMinute: 3 },
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await app.close();
  await door.close();
});

type Headers = Record<string, string>;
interface Told {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    readonly rejected?: { index: number; code: string; path: string }[];
  };
  readonly headers: globalThis.Headers;
}

async function post(path: string, body: string | Uint8Array, headers: Headers = {}): Promise<Told> {
  const answer = await fetch(origin + path, {
    method: 'POST',
    headers: { authorization: 'Bearer ingest', 'content-type': 'application/json', ...headers },
    body: body as Uint8Array<ArrayBuffer>,
  });
  return {
    status: answer.status,
    body: (await answer.json()) as Told['body'],
    headers: answer.headers,
  };
}

const states = '/api/v1/ingest/device_state_history';
const state = (more: object = {}) => ({ device_id: 'pos-1', new_state: 'online', ...more });
const good = JSON.stringify([state()]);

describe('what is taken', () => {
  test.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
    ['identity', (text: string) => Buffer.from(text)],
  ] as const)('%s', async (encoding, compress) => {
    const { status, body } = await post(states, compress(good), { 'content-encoding': encoding });
    expect([status, body.accepted]).toEqual([200, 1]);
  });

  test.each(['application/x-ndjson', 'application/ndjson', 'application/jsonl; charset=UTF-8'])(
    '%s',
    async (type) => {
      const lines = `${JSON.stringify(state())}\n{broken\n${JSON.stringify(state())}\n`;
      const { status, body } = await post(states, lines, { 'content-type': type });
      expect([status, body.accepted]).toEqual([200, 2]);
      expect(body.rejected).toMatchObject([{ index: 1, code: 'json_invalid', path: 'records[1]' }]);
    },
  );

  test('the id in the header, twice once', async () => {
    const headers = { 'idempotency-key': 'a-batch' };
    expect((await post(states, good, headers)).body).toMatchObject({
      batch_id: 'a-batch',
      accepted: 1,
    });
    expect((await post(states, good, headers)).body).toMatchObject({
      batch_id: 'a-batch',
      duplicate: 1,
    });
    const within = JSON.stringify({ batch_id: 'a-batch', records: [state()] });
    expect((await post(states, within)).body).toMatchObject({ code: 'batch_id_reused' });
    const other = within.replace('a-batch', 'b-batch');
    await post(states, other);
    expect((await post(states, other)).body).toMatchObject({ duplicate: 1 });
    expect((await post(states, within, { 'idempotency-key': 'another' })).body.code).toBe(
      'batch_id_invalid',
    );
  });

  test('old rows from administrators only', async () => {
    const old = JSON.stringify([state({ timestamp: '2005-05-11T11:32:19Z' })]);
    const path = `${states}?historical=true`;
    expect((await post(states, old)).body).toMatchObject({ accepted: 0, quarantined: 1 });
    expect((await post(path, old)).body).toMatchObject({ status: 403, code: 'not_allowed' });
    for (const who of ['admin', 'admin-key']) {
      const { body } = await post(path, old, { authorization: `Bearer ${who}` });
      expect(body).toMatchObject({ accepted: 1, quarantined: 0 });
    }
  });
});

/** What is wrong, what is sent, and what must be told. */
const rubbish: readonly (readonly [string, string | Uint8Array, Headers, number, string])[] = [
  ['nothing', '', {}, 400, 'body_missing'],
  ['broken JSON', '[{"device_id": }]', {}, 400, 'json_invalid'],
  ['half a batch', good.slice(0, -3), {}, 400, 'json_invalid'],
  ['no UTF-8', Buffer.from([0x5b, 0x22, 0xc3, 0x28, 0x22, 0x5d]), {}, 400, 'utf8_invalid'],
  [
    'a depth of 100,000',
    `[{"extra_data":${'['.repeat(100_000)}${']'.repeat(100_000)}}]`,
    {},
    400,
    'too_deep',
  ],
  [
    'a gzip bomb of 200 MiB',
    gzipSync(Buffer.alloc(209_715_200, 0x20)),
    { 'content-encoding': 'gzip' },
    413,
    'batch_too_large',
  ],
  [
    'a zstd bomb of 200 MiB',
    zstdCompressSync(Buffer.alloc(209_715_200, 0x20)),
    { 'content-encoding': 'zstd' },
    413,
    'batch_too_large',
  ],
  [
    'a text of 10 MB',
    JSON.stringify([state({ reason: 'x'.repeat(10_000_000) })]),
    {},
    413,
    'batch_too_large',
  ],
  [
    '2 MiB that no gzip makes smaller',
    randomBytes(2_097_152),
    { 'content-encoding': 'gzip' },
    413,
    'batch_too_large',
  ],
  [
    'truncated gzip',
    gzipSync(good).subarray(0, -6),
    { 'content-encoding': 'gzip' },
    400,
    'body_truncated',
  ],
  [
    'truncated zstd',
    zstdCompressSync(good).subarray(0, -6),
    { 'content-encoding': 'zstd' },
    400,
    'body_truncated',
  ],
  ['what is no gzip', good, { 'content-encoding': 'gzip' }, 400, 'body_truncated'],
  ['an unknown encoding', good, { 'content-encoding': 'br' }, 415, 'encoding_unsupported'],
  ['gzip twice', good, { 'content-encoding': 'gzip, gzip' }, 415, 'encoding_unsupported'],
  ['text', good, { 'content-type': 'text/plain' }, 415, 'media_type_unsupported'],
  [
    'a form',
    'a=b',
    { 'content-type': 'application/x-www-form-urlencoded' },
    415,
    'media_type_unsupported',
  ],
  [
    'latin1',
    good,
    { 'content-type': 'application/json; charset=latin1' },
    415,
    'media_type_unsupported',
  ],
  ['a number', '7', {}, 400, 'shape_invalid'],
  ['one record as a batch', JSON.stringify(state()), {}, 400, 'shape_invalid'],
  ['5,001 records', JSON.stringify(new Array(5_001).fill(state())), {}, 413, 'batch_too_large'],
  ['an id with a space', good, { 'idempotency-key': 'a b' }, 400, 'batch_id_invalid'],
  ['a wrong key', good, { authorization: 'Bearer wrong' }, 401, 'credential_invalid'],
  ['a key that reads', good, { authorization: 'Bearer read' }, 403, 'not_allowed'],
  ['a member', good, { authorization: 'Bearer member' }, 403, 'not_allowed'],
];

describe('a body that is refused as a whole', () => {
  test.each(rubbish)('%s', async (_, body, headers, status, code) => {
    const told = await post(states, body, headers);
    expect([told.status, told.body.code]).toEqual([status, code]);
    expect(told.headers.get('content-type')).toContain('application/problem+json');
    expect(door.intake.budget.taken()).toBe(0);
  });

  test('an unknown table', async () => {
    expect((await post('/api/v1/ingest/nothing', good)).body).toMatchObject({
      status: 404,
      code: 'table_unknown',
    });
    expect((await post('/api/v1/ingest/users', good)).body).toMatchObject({
      status: 404,
      code: 'table_unknown',
    });
  });

  test('what is longer than it says it may be is answered while it is still being sent', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = httpRequest(`${origin}${states}`, {
        method: 'POST',
        headers: { authorization: 'Bearer ingest', 'content-type': 'application/json' },
      });
      call.on('error', reject);
      call.on('response', (answer) => {
        resolve(answer.statusCode);
        call.destroy();
      });
      const chunk = Buffer.alloc(1_048_576, 0x20);
      const send = (): void => {
        if (!call.destroyed) call.write(chunk, send);
      };
      send();
    });
    expect(status).toBe(413);
    expect(door.intake.budget.taken()).toBe(0);
  });
});

/** What is wrong with a record, as JSON text, the code and the field that must be told. */
const metrics = '/api/v1/ingest/device_metrics';
const badRecords: readonly (readonly [string, string, string, string])[] = [
  [metrics, '7', 'record_not_object', ''],
  [metrics, 'null', 'record_not_object', ''],
  [metrics, '[]', 'record_not_object', ''],
  [metrics, '{}', 'column_missing', '.device_id'],
  [metrics, '{"device_id":null}', 'column_missing', '.device_id'],
  [metrics, '{"device_id":7}', 'type_wrong', '.device_id'],
  [metrics, '{"device_id":"a\\u0000b"}', 'text_invalid', '.device_id'],
  [metrics, '{"device_id":"a\\ud800b"}', 'text_invalid', '.device_id'],
  [metrics, `{"device_id":"${'ü'.repeat(256)}"}`, 'too_long', '.device_id'],
  [metrics, '{"device_id":"a","cpu_percent":"5"}', 'type_wrong', '.cpu_percent'],
  [metrics, '{"device_id":"a","cpu_percent":true}', 'type_wrong', '.cpu_percent'],
  [metrics, '{"device_id":"a","cpu_percent":-0.1}', 'number_out_of_range', '.cpu_percent'],
  [
    metrics,
    '{"device_id":"a","network_latency_ms":1e999}',
    'number_out_of_range',
    '.network_latency_ms',
  ],
  [
    metrics,
    '{"device_id":"a","network_latency_ms":1.1e30}',
    'number_out_of_range',
    '.network_latency_ms',
  ],
  [
    '/api/v1/ingest/performance_metrics',
    '{"metric_name":"a","metric_value":-1.7e308}',
    'number_out_of_range',
    '.metric_value',
  ],
  [metrics, '{"device_id":"a","transaction_count":1.5}', 'type_wrong', '.transaction_count'],
  [
    metrics,
    '{"device_id":"a","transaction_count":2147483648}',
    'number_out_of_range',
    '.transaction_count',
  ],
  [
    metrics,
    '{"device_id":"a","transaction_count":9007199254740993}',
    'number_unsafe',
    '.transaction_count',
  ],
  [
    metrics,
    '{"device_id":"a","transaction_volume":1000000000000}',
    'number_out_of_range',
    '.transaction_volume',
  ],
  [metrics, '{"device_id":"a","transaction_volume":"1e3"}', 'type_wrong', '.transaction_volume'],
  [metrics, '{"device_id":"a","transaction_volume":"NaN"}', 'type_wrong', '.transaction_volume'],
  [metrics, '{"device_id":"a","currency":"EURO"}', 'too_long', '.currency'],
  [metrics, '{"device_id":"a","timestamp":"yesterday"}', 'time_invalid', '.timestamp'],
  [metrics, '{"device_id":"a","timestamp":"2026-01-01T00:00:00"}', 'time_invalid', '.timestamp'],
  [metrics, '{"device_id":"a","timestamp":1767225600000}', 'time_invalid', '.timestamp'],
  [metrics, '{"device_id":"a","colour":"red"}', 'column_unknown', '.colour'],
  [metrics, '{"device_id":"a","site_id":"s"}', 'column_unknown', '.site_id'],
  [metrics, '{"device_id":"a","id":7}', 'column_not_sendable', '.id'],
  [metrics, '{"device_id":"a","provenance":"real"}', 'column_not_sendable', '.provenance'],
  [metrics, '{"device_id":"a","__proto__":{}}', 'key_forbidden', '.__proto__'],
  [metrics, '{"device_id":"a","constructor":{}}', 'column_unknown', '.constructor'],
  [metrics, '{"device_id":"a","device_id":"b"}', 'column_duplicate', '.device_id'],
  [
    metrics,
    '{"device_id":"a","extra_metrics":{"x":1,"x":2}}',
    'column_duplicate',
    '.extra_metrics.x',
  ],
  [
    metrics,
    '{"device_id":"a","extra_metrics":{"x":{"__proto__":1}}}',
    'key_forbidden',
    '.extra_metrics.x',
  ],
  [
    metrics,
    '{"device_id":"a","extra_metrics":{"x":["\\u0000"]}}',
    'text_invalid',
    '.extra_metrics.x[0]',
  ],
  [metrics, '{"device_id":"a","extra_metrics":{"\\udc00":1}}', 'text_invalid', '.extra_metrics'],
  [
    metrics,
    '{"device_id":"a","extra_metrics":{"x":-1e999}}',
    'number_out_of_range',
    '.extra_metrics.x',
  ],
  [
    metrics,
    '{"device_id":"a","extra_metrics":{"x":12345678901234567890}}',
    'number_unsafe',
    '.extra_metrics.x',
  ],
  [
    metrics,
    `{"device_id":"a","extra_metrics":{"x":"${'y'.repeat(65_537)}"}}`,
    'json_too_large',
    '.extra_metrics.x',
  ],
  [
    metrics,
    `{"device_id":"a","extra_metrics":{${Array.from({ length: 257 }, (_, i) => `"k${i}":0`).join()}}}`,
    'json_too_large',
    '.extra_metrics',
  ],
  [
    states,
    '{"device_id":"a","new_state":"x","changed_by":["system"]}',
    'type_wrong',
    '.changed_by',
  ],
  [
    '/api/v1/ingest/api_request_logs',
    '{"endpoint":"/","method":"GET","status_code":99}',
    'number_out_of_range',
    '.status_code',
  ],
  [
    '/api/v1/ingest/api_request_logs',
    '{"endpoint":"/","method":"GET","status_code":200,"ip_address":"1.2.3"}',
    'address_invalid',
    '.ip_address',
  ],
  [
    '/api/v1/ingest/job_outcomes',
    '{"job_id":"a","job_type":"b","status":"done"}',
    'value_unknown',
    '.status',
  ],
  [
    '/api/v1/ingest/error_logs',
    `{"category":"api","severity":"error","error_message":"${'m'.repeat(65_537)}"}`,
    'too_long',
    '.error_message',
  ],
  [
    '/api/v1/ingest/error_logs',
    '{"category":"api","severity":"error","error_message":"m","fingerprint":"f f"}',
    'fingerprint_invalid',
    '.fingerprint',
  ],
  [
    '/api/v1/ingest/error_logs',
    '{"category":"api","severity":"error","error_message":"m","resolved":true}',
    'column_not_sendable',
    '.resolved',
  ],
];

const goodOf = new Map([
  [metrics, '{"device_id":"good","cpu_percent":50}'],
  [states, good.slice(1, -1)],
  ['/api/v1/ingest/api_request_logs', '{"endpoint":"/","method":"GET","status_code":200}'],
  ['/api/v1/ingest/job_outcomes', '{"job_id":"a","job_type":"b","status":"completed"}'],
  ['/api/v1/ingest/performance_metrics', '{"metric_name":"a","metric_value":1}'],
  ['/api/v1/ingest/error_logs', '{"category":"api","severity":"error","error_message":"m"}'],
]);

describe('a bad record', () => {
  test.each(badRecords)('to %s: %.70s is told as %s', async (path, record, code, field) => {
    const alone = await post(path, `[${record}]`);
    expect([alone.status, alone.body.code, alone.body.path]).toEqual([
      422,
      'batch_invalid',
      `records[0]${field}`,
    ]);
    expect(alone.body.rejected).toMatchObject([{ index: 0, code }]);
    const among = await post(path, `[${goodOf.get(path)},${record}]`);
    expect(among.status).toBe(200);
    expect(Number(among.body.accepted) + Number(among.body.filtered)).toBe(1);
    expect(among.body.rejected).toMatchObject([{ index: 1, code, path: `records[1]${field}` }]);
  });
});

describe('one record by itself', () => {
  beforeEach(() => door.clock.advanceMs(600_000));
  const path = (name: string) => `/api/v1/analytics/${name}`;

  test('of a signed-in user is theirs', async () => {
    const body = JSON.stringify({
      activity_type: 'search',
      search_query: 'device status',
      extra_data: { results_count: 5 },
    });
    const told = await post(path('user-activity'), body, { authorization: 'Bearer member' });
    expect(told).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect((await textsOf(door, 'user_activities', 'user_id')).at(-1)).toBe('ben');
    expect((await post(path('user-activity'), body)).body).toMatchObject({
      code: 'column_missing',
      path: 'user_id',
    });
  });

  test('that is bad is told by its own code and field', async () => {
    const told = await post(path('job-outcome'), '{"job_id":"a","job_type":"b","status":"done"}');
    expect(told).toMatchObject({ status: 422, body: { code: 'value_unknown', path: 'status' } });
    expect(told.body.detail).toContain('success');
  });

  test.each([
    ['device-state-change', state()],
    [
      'tool-usage',
      {
        bcp_name: 'p',
        tool_name: 't',
        operation: 'o',
        start_time: '2026-01-01T00:00:00Z',
        success: true,
      },
    ],
    ['error', { category: 'api', severity: 'error', error_message: 'x' }],
  ])('%s', async (name, record) => {
    expect((await post(path(name), JSON.stringify(record))).body).toMatchObject({ accepted: 1 });
    expect((await post(path(name), JSON.stringify([record, record]))).body).toMatchObject({
      accepted: 2,
    });
    expect(
      (await post(path(name), JSON.stringify(record), { authorization: 'Bearer read' })).status,
    ).toBe(403);
  });

  test('of a browser that is not signed in is taken through its own door, a few a minute', async () => {
    const send = (body: string) =>
      fetch(origin + path('error'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    const error = { category: 'api', severity: 'error', error_message: 'x' };
    expect(
      (await send(JSON.stringify({ ...error, context: { a: 'y'.repeat(65_536) } }))).status,
    ).toBe(413);
    expect((await send(JSON.stringify([error, error, error]))).status).toBe(200);
    const refused = await send(JSON.stringify(error));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '40']);
    door.clock.advanceMs(40_000);
    expect((await send(JSON.stringify(error))).status).toBe(200);
    expect(door.accounting.accounts().find((line) => line.door === 'anonymous')).toMatchObject({
      inSpool: 4,
    });
    expect((await textsOf(door, 'error_logs', 'category')).at(-1)).toBe('frontend');
  });
});

test('after all this every account adds up', () => {
  expect(door.accounting.accounts().length).toBeGreaterThan(5);
  expect(door.accounting.accounts().filter((line) => !isBalanced(line))).toEqual([]);
});
