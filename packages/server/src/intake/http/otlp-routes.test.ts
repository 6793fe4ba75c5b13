import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PresentedCredentials, Principal } from '../../auth/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import { messageType } from '../otlp/messages.ts';
import type { OpenDoor } from '../test/open-door.ts';
import { isBalanced, openDoor } from '../test/open-door.ts';
import { registerOtlpRoutes } from './register-otlp-routes.ts';

const sender: Principal = {
  kind: 'key',
  keyId: 'ingest',
  scope: 'ingest',
  userId: 1,
  username: 'ada',
  provenance: 'real',
};
const authenticator = {
  authenticate: async ({ authorization }: PresentedCredentials): Promise<Principal> => {
    if (authorization === undefined) return { kind: 'anonymous' };
    if (authorization === 'Bearer ingest') return sender;
    if (authorization === 'Bearer read') return { ...sender, scope: 'read' };
    throw new HomepotError('credential_invalid');
  },
};

let door: OpenDoor;
let app: FastifyInstance;
let origin: string;
beforeAll(async () => {
  door = await openDoor();
  app = fastify();
  await registerOtlpRoutes(app, { authenticator, intake: door.intake });
  await app.listen({ host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await app.close();
  await door.close();
});

interface Sent {
  readonly key?: string;
  readonly type?: string;
  readonly headers?: Record<string, string>;
}

async function post(signal: string, body: Buffer | string | object, sent: Sent = {}) {
  const { key = 'ingest', type = 'application/json', headers = {} } = sent;
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  const answer = await fetch(`${origin}/v1/${signal}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': type, ...headers },
    body: isRaw ? new Uint8Array(Buffer.from(body as string)) : JSON.stringify(body),
  });
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()), answer };
}

const nanos = () => `${door.clock.nowMs()}000000`;
const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const spansOf = (...spans: object[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const serverSpan = (more: object = {}) => ({
  kind: 2,
  name: 'GET',
  startTimeUnixNano: nanos(),
  endTimeUnixNano: nanos(),
  attributes: [
    attribute('http.request.method', 'GET'),
    { key: 'http.response.status_code', value: { intValue: '200' } },
  ],
  ...more,
});
const accountOf = (table: string) =>
  door.accounting.accounts().find((each) => each.door === 'otlp' && each.table === table);

test('bytes that are no OTLP are refused with a Status that says the place, and nothing is kept', async () => {
  const before = accountOf('api_request_logs')?.received ?? 0;
  const deep = '{"arrayValue":{"values":['.repeat(20) + ']}}'.repeat(20);
  const span = JSON.stringify(serverSpan()).slice(0, -1);
  const wrong: [string | object, RegExp][] = [
    ['{"resourceSpans":', /breaks at/],
    ['[1]', /one JSON object|array/],
    [{ resourceSpans: 5 }, /`resourceSpans` is not an array/],
    [{ resourceSpans: [7] }, /`resourceSpans\[0\]` is not an object/],
    [spansOf({ attributes: 'x' }), /`resourceSpans\[0\].scopeSpans\[0\].spans\[0\].attributes`/],
    [spansOf({ events: { length: 3 } }), /spans\[0\].events` is not an array/],
    [`{"resourceSpans":[{"scopeSpans":[{"spans":[${span},"x":${deep}}]}]}]}`, /levels/],
  ];
  for (const [body, message] of wrong) {
    const { status, bytes } = await post('traces', body);
    expect({ body, status }).toEqual({ body, status: 400 });
    expect(JSON.parse(bytes.toString())).toEqual({
      code: 3,
      message: expect.stringMatching(message),
    });
  }
  expect(accountOf('api_request_logs')?.received ?? 0).toBe(before);
});

test('a refusal in protobuf is answered in protobuf', async () => {
  const { status, bytes, answer } = await post('traces', Buffer.from([0x0a, 0xff, 0x01]), {
    type: 'application/x-protobuf',
  });
  expect(status).toBe(400);
  expect(answer.headers.get('content-type')).toBe('application/x-protobuf');
  const type = messageType('Problem');
  expect(type.toObject(type.decode(bytes))).toMatchObject({ code: 3 });
});

test('values in protobuf that are nested without end are refused, not followed', async () => {
  // AnyValue { arrayValue { values: [AnyValue …] } }, each one byte string in the other.
  let value: Buffer = Buffer.from([0x10, 0x01]);
  const wrap = (tag: number, inner: Buffer): Buffer => {
    const length: number[] = [];
    for (let left = inner.length; ; left = Math.floor(left / 128)) {
      length.push(left >= 128 ? (left % 128) + 128 : left);
      if (left < 128) break;
    }
    return Buffer.concat([Buffer.from([tag, ...length]), inner]);
  };
  for (let i = 0; i < 2_000; i += 1) value = wrap(0x2a, wrap(0x0a, value));
  const pair = Buffer.concat([wrap(0x0a, Buffer.from('a')), wrap(0x12, value)]);
  const body = wrap(0x0a, wrap(0x12, wrap(0x12, wrap(0x4a, pair))));
  const { status } = await post('traces', body, { type: 'application/x-protobuf' });
  expect(status).toBe(400);
});

test('who may not send is refused before the body is read, in the form of the protocol', async () => {
  const { status, bytes } = await post('traces', 'not json', { key: 'read' });
  expect(status).toBe(403);
  expect(JSON.parse(bytes.toString())).toMatchObject({ code: 7 });
  expect((await post('logs', '{}', { key: 'nobody' })).status).toBe(401);
  expect((await post('metrics', '{}', { type: 'text/plain' })).status).toBe(415);
});

test('a request without items is answered, and so is an empty body', async () => {
  for (const signal of ['traces', 'logs', 'metrics']) {
    expect((await post(signal, '{}')).bytes.toString()).toBe('{}');
    const empty = await post(signal, Buffer.alloc(0), { type: 'application/x-protobuf' });
    expect([empty.status, empty.bytes.length]).toEqual([200, 0]);
  }
});

test('the same bytes twice are kept once, compressed or not', async () => {
  const body = Buffer.from(JSON.stringify(spansOf(serverSpan({ name: 'once' }))));
  const before = accountOf('api_request_logs')?.inSpool ?? 0;
  await post('traces', body);
  const headers = { 'content-encoding': 'gzip' };
  expect((await post('traces', gzipSync(body), { headers })).status).toBe(200);
  expect(accountOf('api_request_logs')).toMatchObject({ inSpool: before + 1, duplicate: 1 });
});

test('a bad item is counted, and costs itself alone', async () => {
  const long = 'x'.repeat(101);
  const points = [
    { timeUnixNano: nanos(), asDouble: 1 },
    { timeUnixNano: nanos(), asInt: '2' },
  ];
  const metric = (name: string) => ({ name, gauge: { dataPoints: points } });
  const body = { resourceMetrics: [{ scopeMetrics: [{ metrics: [metric(long), metric('ok')] }] }] };
  const { status, bytes } = await post('metrics', body);
  expect(status).toBe(200);
  expect(JSON.parse(bytes.toString())).toEqual({
    partialSuccess: {
      rejectedDataPoints: '2',
      errorMessage: expect.stringMatching(/^performance_metrics\[0\]\.metric_name: .*100/),
    },
  });
  expect(accountOf('performance_metrics')).toMatchObject({ inSpool: 2, rejected: 2 });
});

test('records below error are left out, and counted as such', async () => {
  const records = ['INFO', 'warn', 'error', 'Fatal'].map((severityText) => ({
    timeUnixNano: nanos(),
    severityText,
    body: { stringValue: `It said ${severityText}` },
  }));
  const logRecords = [...records, { severityNumber: 9 }, { severityNumber: 18 }];
  const body = { resourceLogs: [{ scopeLogs: [{ logRecords }] }] };
  expect((await post('logs', body)).bytes.toString()).toBe('{}');
  expect(accountOf('error_logs')).toMatchObject({ inSpool: 3, filtered: 3, received: 6 });
  expect(door.accounting.accounts().every(isBalanced)).toBe(true);
});

test('records that say no instant are not taken for the same, however like they are', async () => {
  const record = { severityText: 'ERROR', body: { stringValue: 'disk full' } };
  const body = { resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] };
  const before = Number(accountOf('error_logs')?.inSpool ?? 0);
  await post('logs', body);
  await post('logs', body);
  expect(accountOf('error_logs')).toMatchObject({ inSpool: before + 2 });
});

const empty = (tag: number, count: number) => Buffer.alloc(count * 2, Buffer.from([tag, 0]));
/** A message within a message of protobuf. */
function wrapped(tag: number, bytes: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = bytes.length; rest > 0; rest >>>= 7) {
    length.push((rest & 127) | (rest > 127 ? 128 : 0));
  }
  return Buffer.concat([Buffer.from([tag, ...length]), bytes]);
}

test.each([
  ['spans', (count: number) => wrapped(0x0a, wrapped(0x12, empty(0x12, count)))],
  ['resources', (count: number) => empty(0x0a, count)],
  ['attributes', (count: number) => wrapped(0x0a, wrapped(0x0a, empty(0x0a, count)))],
])('millions of %s in a few kilobytes are refused before they fill the memory', async (_, make) => {
  const headers = { 'content-encoding': 'gzip' };
  const from = performance.now();
  const body = gzipSync(make(4_000_000));
  const { status } = await post('traces', body, { type: 'application/x-protobuf', headers });
  expect([status, performance.now() - from < 3_000]).toEqual([413, true]);
});

test('spans beyond what a batch may have are refused at the first of them', async () => {
  const body = wrapped(0x0a, wrapped(0x12, empty(0x12, 200_000)));
  const { status, bytes } = await post('traces', body, { type: 'application/x-protobuf' });
  expect(status).toBe(413);
  const problem = messageType('Problem').decode(bytes);
  expect(problem).toMatchObject({ message: expect.stringContaining('more than 5000 records') });
});

const named = (key: string, stringValue: string) => ({ key, value: { stringValue } });

test('what all rows of a request share does not grow by how many they are', async () => {
  const before = process.memoryUsage().rss;
  const quantileValues = Array.from({ length: 4_990 }, (_, i) => ({ quantile: i / 5_000 }));
  const attributes = Array.from({ length: 10 }, (_, i) => named(`k${i}`, 'x'.repeat(60_000)));
  const summary = { dataPoints: [{ timeUnixNano: nanos(), attributes, quantileValues }] };
  const metrics = [{ name: 'm', summary }];
  const body = JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
  const { status, bytes } = await post('metrics', gzipSync(body), {
    headers: { 'content-encoding': 'gzip' },
  });
  expect(status).toBe(413);
  expect(JSON.parse(bytes.toString()).message).toContain('33554432 bytes');
  expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
});

test('a long resource is not copied for each of its records', async () => {
  const attributes = Array.from({ length: 50_000 }, (_, i) => named(`k${i}`, 'x'));
  const exception = { name: 'exception', attributes: [named('exception.message', 'x')] };
  const spans = Array.from({ length: 1_000 }, () => ({
    startTimeUnixNano: nanos(),
    events: [exception],
  }));
  const from = performance.now();
  const { status } = await post('traces', {
    resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }],
  });
  expect([status, performance.now() - from < 4_000]).toEqual([200, true]);
});
