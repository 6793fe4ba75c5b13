import type { Route } from '@homepot/catalogue';
import { errorFacts } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PresentedCredentials } from '../../auth/index.ts';
import { bindRoute } from '../../http/index.ts';
import { createLog, HomepotError, systemClock } from '../../kernel/index.ts';
import { createApp } from './app.ts';

const authenticator = {
  authenticate: async ({ apiKey }: PresentedCredentials) => {
    if (apiKey === undefined) return { kind: 'anonymous' } as const;
    if (apiKey.startsWith('bad')) throw new HomepotError('credential_invalid');
    return {
      kind: 'key',
      keyId: apiKey,
      scope: 'read',
      userId: 1,
      username: 'ada',
      provenance: 'real',
    } as const;
  },
};

const showThing = {
  operation: 'showThing',
  method: 'GET',
  path: '/things/{id}',
  resource: 'tables',
  summary: 'Show a thing',
  callers: ['anonymous', 'read'],
  parameters: Type.Object({ id: Type.String() }),
  response: Type.Object({ id: Type.String() }),
} as const satisfies Route;
const removeThing = {
  ...showThing,
  operation: 'removeThing',
  method: 'DELETE',
  callers: ['read'],
} as const satisfies Route;

const rateLimitPerMinute = 20;
let app: FastifyInstance;
beforeEach(async () => {
  const bindThings = (instance: FastifyInstance) => {
    bindRoute(instance, showThing, { authenticator }, ({ parameters }) => parameters);
    bindRoute(instance, removeThing, { authenticator }, ({ parameters }) => parameters);
  };
  app = await createApp(
    { clock: systemClock, log: createLog('silent'), resources: [bindThings], observers: [] },
    { version: '1.2.3', trustProxy: false, rateLimitPerMinute },
  );
});
afterEach(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

test('every answer carries the security headers', async () => {
  for (const url of ['/things/1', '/nowhere', '/docs', '/openapi.json', '/docs/errors']) {
    const { headers } = await get(url);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toMatch(/https?:/);
  }
});

test('an unknown path is a 404, a known one with another method a 405 that says which', async () => {
  const unknown = await get('/nowhere');
  expect(unknown.json()).toMatchObject({ status: 404, code: 'not_found' });
  const wrong = await app.inject({ method: 'PATCH', url: '/things/5?x=1' });
  expect(wrong.json()).toMatchObject({ status: 405, code: 'method_not_allowed' });
  expect(wrong.headers.allow).toBe('DELETE, GET, HEAD');
  expect(wrong.headers['content-type']).toBe('application/problem+json');
  expect((await app.inject({ method: 'POST', url: '/' })).statusCode).toBe(405);
});

test('a path that is no URL is a problem, too', async () => {
  expect((await get('/%zz')).json()).toMatchObject({ code: 'not_found', status: 404 });
});

test('HEAD answers as GET does, without a body', async () => {
  const head = await app.inject({ method: 'HEAD', url: '/things/7' });
  expect(head.statusCode).toBe(200);
  expect(head.body).toBe('');
  expect(head.headers['content-length']).toBe(String('{"id":"7"}'.length));
});

test('/openapi.json tells the contract: paths, callers, errors', async () => {
  const api = (await get('/openapi.json')).json();
  expect(api.openapi).toBe('3.1.0');
  const { get: show, delete: remove } = api.paths['/things/{id}'];
  expect(show.operationId).toBe('showThing');
  expect(show.security).toContainEqual({});
  expect(remove.security).toEqual([{ apiKey: [] }, { bearer: [] }]);
  expect(Object.keys(remove.responses)).toEqual([
    '200',
    '400',
    '401',
    '403',
    '404',
    '429',
    '500',
    '503',
  ]);
  expect(remove.responses['401'].content).toHaveProperty(['application/problem+json']);
});

test('the pages need nothing from outside', async () => {
  const page = await get('/docs');
  expect(page.statusCode).toBe(200);
  expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//);
  expect((await get('/docs/static/swagger-ui-bundle.js')).statusCode).toBe(200);
});

test('/docs/errors lists every code of the error table', async () => {
  const { body } = await get('/docs/errors');
  for (const code of Object.keys(errorFacts)) expect(body).toContain(`<tr id="${code}">`);
});

test('each caller has a number of requests a minute, told in headers', async () => {
  const first = await get('/things/1', { 'x-api-key': 'one' });
  expect(first.headers['ratelimit-limit']).toBe(String(rateLimitPerMinute));
  expect(first.headers['ratelimit-remaining']).toBe(String(rateLimitPerMinute - 1));
  for (let i = 1; i < rateLimitPerMinute; i++) await get('/things/1', { 'x-api-key': 'one' });
  const beyond = await get('/things/1', { 'x-api-key': 'one' });
  expect(beyond.json()).toMatchObject({ status: 429, code: 'rate_limited' });
  expect(Number(beyond.headers['retry-after'])).toBeGreaterThan(0);
  expect((await get('/things/1', { 'x-api-key': 'two' })).statusCode).toBe(200);
});

test('wrong credentials count for the address that tries them', async () => {
  for (let i = 0; i < rateLimitPerMinute; i++) await get('/things/1', { 'x-api-key': `bad${i}` });
  expect((await get('/things/1', { 'x-api-key': 'bad' })).json().code).toBe('rate_limited');
});
