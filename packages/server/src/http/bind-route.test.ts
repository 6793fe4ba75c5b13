import type { Route } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import { Type } from 'typebox';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PresentedCredentials, Principal } from '../auth/index.ts';
import { HomepotError } from '../kernel/index.ts';
import { bindRoute } from './bind-route.ts';

const admin: Principal = {
  kind: 'user',
  userId: 1,
  username: 'ada',
  isAdmin: true,
  sessionId: 's1',
  byCookie: true,
};

const principals = new Map<string | undefined, Principal>([
  ['Bearer read-key', keyOf('read')],
  ['Bearer ingest-key', keyOf('ingest')],
]);

function keyOf(scope: 'read' | 'ingest'): Principal {
  return { kind: 'key', keyId: 'k', scope, userId: 1, username: 'ada', provenance: 'real' };
}

const authenticator = {
  authenticate: async ({ authorization, apiKey, cookie }: PresentedCredentials) => {
    if (cookie === 'homepot_session=good') return admin;
    const principal = principals.get(authorization);
    if (principal !== undefined) return principal;
    const nothing = [authorization, apiKey, cookie].every((value) => value === undefined);
    if (nothing) return { kind: 'anonymous' } as const;
    throw new HomepotError('credential_invalid');
  },
};

const changeThing = {
  operation: 'changeThing',
  method: 'PUT',
  path: '/things/{thing_id}',
  resource: 'tables',
  summary: 'Change a thing',
  callers: ['admin', 'read'],
  parameters: Type.Object({ thing_id: Type.Integer() }),
  query: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })),
    deep: Type.Optional(Type.Boolean()),
  }),
  body: Type.Object({
    name: Type.String({ maxLength: 5 }),
    count: Type.Optional(Type.Integer()),
    shade: Type.Optional(Type.Enum(['light', 'dark'])),
    parts: Type.Optional(Type.Array(Type.Object({ id: Type.String() }))),
  }),
  response: Type.Object({ got: Type.Unknown() }),
  status: 201,
} as const satisfies Route;

let app: FastifyInstance;
let bodiesRead = 0;
let fail: unknown;

beforeEach(() => {
  bodiesRead = 0;
  fail = undefined;
  app = fastify();
  app.addHook('preValidation', async () => {
    bodiesRead += 1;
  });
  bindRoute(app, changeThing, { authenticator, checkAnswers: true }, (call) => {
    if (fail !== undefined) throw fail;
    const { parameters, query, body, principal } = call;
    return { got: { parameters, query, body, kind: principal.kind } };
  });
  const open = { ...changeThing, path: '/open', parameters: undefined, callers: ['anonymous'] };
  bindRoute(
    app,
    { ...open, parameters: Type.Object({}) } as Route,
    { authenticator },
    ({ principal }) => ({ got: principal.kind }),
  );
});
afterEach(() => app.close());

const put = (over: Record<string, unknown> = {}) =>
  app.inject({
    method: 'PUT',
    url: '/things/7?limit=3&deep=true',
    headers: { authorization: 'Bearer read-key' },
    payload: { name: 'abc' },
    ...over,
  });

test('hands the handler one checked object', async () => {
  const answer = await put();
  expect(answer.statusCode).toBe(201);
  expect(answer.json()).toEqual({
    got: {
      parameters: { thing_id: 7 },
      query: { limit: 3, deep: true },
      body: { name: 'abc' },
      kind: 'key',
    },
  });
});

test.each([
  [{ payload: { name: 'abcdef' } }, 'body.name'],
  [{ payload: { name: 5 } }, 'body.name'],
  [{ payload: { name: 'a', count: '5' } }, 'body.count'],
  [{ payload: {} }, 'body.name'],
  [{ payload: { name: 'a', admin: true } }, 'body.admin'],
  [{ payload: { name: 'a', shade: 'grey' } }, 'body.shade'],
  [{ payload: { name: 'a', parts: [{ id: 'x' }, { id: 'x', y: 1 }] } }, 'body.parts[1].y'],
  [{ url: '/things/7?limit=11' }, 'query.limit'],
  [{ url: '/things/7?limit=many' }, 'query.limit'],
  [{ url: '/things/7?limit=1.5' }, 'query.limit'],
  [{ url: '/things/7?limit=0x5' }, 'query.limit'],
  [{ url: '/things/7?limit=true' }, 'query.limit'],
  [{ url: '/things/7?limit=' }, 'query.limit'],
  [{ url: '/things/7?deep=perhaps' }, 'query.deep'],
  [{ url: '/things/7?limit=1&limit=2' }, 'query.limit'],
  [{ url: '/things/7?colour=red' }, 'query.colour'],
  [{ url: '/things/seven' }, 'path.thing_id'],
])('names the field at fault: %j', async (over, path) => {
  const answer = await put(over);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.json()).toMatchObject({ status: 400, code: 'parameter_invalid', path });
  expect(answer.json().detail).toContain(path);
  expect(answer.json().request_id).toMatch(/./);
});

test('refuses a caller before the body is read', async () => {
  const payload = '{ this is not JSON';
  const headers = { 'content-type': 'application/json' };
  const nobody = await put({ headers, payload });
  expect(nobody.json()).toMatchObject({ status: 401, code: 'not_signed_in' });
  const other = await put({
    headers: { ...headers, authorization: 'Bearer ingest-key' },
    payload,
  });
  expect(other.json()).toMatchObject({ status: 403, code: 'not_allowed' });
  const wrong = await put({ headers: { ...headers, authorization: 'Bearer nonsense' }, payload });
  expect(wrong.json()).toMatchObject({ status: 401, code: 'credential_invalid' });
  expect(bodiesRead).toBe(0);
});

test('takes a changing request with a cookie only from its own pages', async () => {
  const cookie = 'homepot_session=good';
  const from = (headers: object) => put({ headers: { cookie, host: 'pot:8000', ...headers } });
  expect((await from({})).statusCode).toBe(201);
  expect((await from({ origin: 'http://pot:8000' })).statusCode).toBe(201);
  expect((await from({ origin: 'http://evil.example' })).json().code).toBe('origin_refused');
  expect((await from({ origin: 'null' })).json().code).toBe('origin_refused');
  expect((await from({ 'sec-fetch-site': 'cross-site' })).json().code).toBe('origin_refused');
});

test('lets a browser with an old cookie in where everybody may call', async () => {
  const headers = { cookie: 'homepot_session=old' };
  const open = await put({ url: '/open', headers });
  expect(open.json()).toEqual({ got: 'anonymous' });
  expect((await put({ headers })).json().code).toBe('credential_invalid');
});

test('says what is wrong with the body as a whole', async () => {
  const headers = { authorization: 'Bearer read-key', 'content-type': 'application/json' };
  expect((await put({ headers, payload: '{"name":' })).json().code).toBe('json_invalid');
  expect((await put({ headers, payload: '' })).json().code).toBe('body_empty');
  const { authorization } = headers;
  const nothing = await put({ headers: { authorization }, payload: undefined });
  expect(nothing.json()).toMatchObject({ code: 'body_empty', path: 'body' });
  const large = JSON.stringify({ name: 'x'.repeat(2_000_000) });
  expect((await put({ headers, payload: large })).json()).toMatchObject({
    status: 413,
    code: 'body_too_large',
  });
  const xml = { ...headers, 'content-type': 'text/xml' };
  expect((await put({ headers: xml, payload: '<a/>' })).json().code).toBe('media_type_unsupported');
});

test('tells nothing of an error that nobody expected', async () => {
  fail = new Error('password of the database is hunter2');
  const answer = await put();
  expect(answer.json()).toMatchObject({ status: 500, code: 'internal' });
  expect(answer.body).not.toContain('hunter2');
});

test('tells a statement that PostgreSQL ended as a query that took too long', async () => {
  fail = Object.assign(new Error('canceling statement'), { code: '57014', severity: 'ERROR' });
  expect((await put()).json()).toMatchObject({ status: 504, code: 'query_too_long' });
});

test('says when to come again', async () => {
  fail = new HomepotError('overloaded', { retryAfterSeconds: 2.5 });
  const answer = await put();
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBe('3');
});
