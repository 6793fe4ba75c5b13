import type { AddressInfo } from 'node:net';
import type { Route } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bindRoute } from '../../http/index.ts';
import { createLog, HomepotError, limits, systemClock } from '../../kernel/index.ts';
import { createApp } from '../app/app.ts';
import type { RequestEntry } from './request-entry.ts';
import type { RequestLog } from './request-log.ts';
import { createRequestLog } from './request-log.ts';

const log = createLog('silent');
const user = {
  kind: 'user',
  userId: 1,
  username: 'ada',
  isAdmin: false,
  sessionId: 's',
  byCookie: false,
} as const;
const authenticator = { authenticate: async () => user };

const routeOf = (path: string, more: Partial<Route> = {}): Route => ({
  operation: 'x',
  method: 'POST',
  path,
  resource: 'tables',
  summary: '',
  callers: ['member'],
  ...more,
});

let submitted: { batchId: string; records: readonly RequestEntry[] }[];
let refuse: boolean;
let requestLog: RequestLog;
let app: FastifyInstance;

beforeEach(async () => {
  submitted = [];
  refuse = false;
  requestLog = createRequestLog({
    clock: systemClock,
    log,
    submit: async (batchId, records) => {
      if (refuse) throw new HomepotError('spool_full');
      submitted.push({ batchId, records });
    },
  });
  const bindThings = (instance: FastifyInstance) => {
    const parameters = Type.Object({ id: Type.String() });
    const body = Type.Object({ a: Type.Integer() });
    bindRoute(instance, routeOf('/things/{id}', { parameters, body }), { authenticator }, () => ({
      done: true,
    }));
    bindRoute(instance, routeOf('/broken'), { authenticator }, () => {
      throw new Error('a pipe burst');
    });
    bindRoute(instance, routeOf('/probe', { unlogged: true }), { authenticator }, () => ({}));
  };
  app = await createApp(
    { clock: systemClock, log, resources: [bindThings], observers: [requestLog] },
    { version: '1', trustProxy: false, rateLimitPerMinute: 1_000_000 },
  );
});
afterEach(() => app.close());

const post = (url: string, payload: object = { a: 1 }) =>
  app.inject({ method: 'POST', url, payload, headers: { 'user-agent': 'test/1' } });

async function entries(): Promise<readonly RequestEntry[]> {
  await requestLog.flush();
  return submitted.flatMap(({ records }) => records);
}

test('a request is told by its route, its user, its sizes and its time', async () => {
  const answer = await post('/things/7?secret=token');
  const [entry, ...others] = await entries();
  expect(others).toEqual([]);
  expect(entry).toMatchObject({
    endpoint: '/things/{id}',
    path: '/things/7',
    method: 'POST',
    status_code: 200,
    user_id: 'ada',
    ip_address: '127.0.0.1',
    user_agent: 'test/1',
    request_size_bytes: 7,
    response_size_bytes: 13,
    request_id: answer.headers['x-request-id'],
    service: 'homepot',
  });
  expect(entry?.response_time_ms).toBeGreaterThan(0);
  expect(Math.abs(Date.parse(String(entry?.timestamp)) - Date.now())).toBeLessThan(2_000);
});

test('what goes wrong is told with its message', async () => {
  await post('/things/7', { a: 'x' });
  await post('/broken');
  const [refused, broken] = await entries();
  expect(refused).toMatchObject({ status_code: 400, user_id: 'ada' });
  expect(refused?.error_message).toContain('body.a');
  expect(broken).toMatchObject({ status_code: 500, endpoint: '/broken' });
  expect(broken?.error_message).toBeDefined();
});

test('a path that nobody serves is never an endpoint', async () => {
  await post('/wp-admin/7331');
  await app.inject({ method: 'PUT', url: '/things/7' });
  const logged = await entries();
  expect(logged.map(({ endpoint, path, status_code }) => [endpoint, path, status_code])).toEqual([
    ['(no route)', '/wp-admin/7331', 404],
    ['(no route)', '/things/7', 405],
  ]);
});

test('probes, metrics and docs are not told', async () => {
  await post('/probe');
  for (const url of ['/docs', '/docs/static/swagger-ui.css', '/docs/errors', '/openapi.json']) {
    expect((await app.inject({ url })).statusCode).toBe(200);
  }
  expect(await entries()).toEqual([]);
});

test('a client that went away is told once', async () => {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const stopped = new AbortController();
  const body = new ReadableStream({
    start: (stream) => stream.enqueue(new TextEncoder().encode('{"a"')),
  });
  const request = fetch(`http://127.0.0.1:${port}/things/1`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
    signal: stopped.signal,
    duplex: 'half',
  } as RequestInit);
  setTimeout(() => stopped.abort(), 100);
  await expect(request).rejects.toThrow();
  await expect.poll(() => requestLog.counts().received).toBe(1);
  expect((await entries()).map(({ status_code }) => status_code)).toEqual([499]);
});

test('a batch keeps its id until the door takes it', async () => {
  await post('/things/1');
  refuse = true;
  await requestLog.flush();
  await post('/things/2');
  expect(requestLog.counts()).toMatchObject({ failed: 1, passed: 0, waiting: 2 });
  refuse = false;
  await requestLog.flush();
  expect(submitted.map(({ records }) => records.length)).toEqual([1, 1]);
  expect(new Set(submitted.map(({ batchId }) => batchId)).size).toBe(2);
  expect(requestLog.counts()).toMatchObject({ received: 2, passed: 2, dropped: 0, waiting: 0 });
});

test('while the door refuses, memory stays bounded and what is dropped is counted', async () => {
  refuse = true;
  const beyond = 100;
  const count = limits.requestLogEntriesMax + limits.requestLogBatchRecords + beyond;
  for (let i = 0; i < count; i += 100) {
    await Promise.all(Array.from({ length: 100 }, () => post('/things/1')));
  }
  expect(requestLog.counts()).toMatchObject({ received: count, dropped: beyond });
  refuse = false;
  await requestLog.flush();
  expect(requestLog.counts()).toMatchObject({ passed: count - beyond, waiting: 0 });
  expect(Math.max(...submitted.map(({ records }) => records.length))).toBe(
    limits.requestLogBatchRecords,
  );
});
