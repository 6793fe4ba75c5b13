import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { routes } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  bearer,
  createAdmin,
  createDevice,
  password,
  place,
  useTwoServers,
} from '../../../test/two-servers.ts';
import { bindKeys } from './keys.ts';
import { bindSignIn } from './sign-in.ts';
import { bindUsers } from './users.ts';

const servers = useTwoServers();
let app: FastifyInstance;

const createTestApp = (over: object = {}) => {
  const created = fastify();
  const deps = {
    auth: servers.here,
    authenticator: servers.here.authenticator,
    registrationEnabled: true,
    checkAnswers: true,
    ...over,
  };
  bindSignIn(created, deps);
  bindUsers(created, deps);
  bindKeys(created, deps);
  return created;
};

beforeEach(() => {
  app = createTestApp();
});
afterEach(() => app.close());

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'HEAD';
const call = (method: Method, url: string, headers: object = {}, payload?: object) =>
  app.inject({
    method,
    url,
    headers: { ...headers },
    ...(payload === undefined ? {} : { payload }),
  });

const cookieOf = (answer: { headers: object }) => {
  const header = String((answer.headers as Record<string, unknown>)['set-cookie']);
  return { cookie: header.split(';')[0] };
};

const login = async (username: string) =>
  cookieOf(await call('POST', '/api/v1/auth/login', {}, { username, password }));

describe('signing in', () => {
  test('registers, signs in by cookie, sees itself, and signs out', async () => {
    const user = { username: 'Eve', email: 'eve@pot.example', password };
    const registered = await call('POST', '/api/v1/auth/register', {}, user);
    expect(registered.json()).toMatchObject({ username: 'eve', is_admin: false });
    expect(registered.statusCode).toBe(201);
    const answer = await call('POST', '/api/v1/auth/login', {}, { email: user.email, password });
    expect(answer.headers['set-cookie']).toMatch(
      /^homepot_session=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
    );
    const cookie = cookieOf(answer);
    const me = await call('GET', '/api/v1/auth/me', cookie);
    expect(me.json()).toMatchObject({ kind: 'user', username: 'eve', is_admin: false });
    const out = await call('POST', '/api/v1/auth/logout', cookie);
    expect(out.statusCode).toBe(204);
    expect(out.headers['set-cookie']).toContain('Max-Age=0');
    expect((await call('GET', '/api/v1/auth/me', cookie)).json().code).toBe('credential_invalid');
    // A browser that kept the old cookie can still sign in and out.
    const again = await call('POST', '/api/v1/auth/login', cookie, { username: 'eve', password });
    expect(again.statusCode).toBe(200);
    expect((await call('POST', '/api/v1/auth/logout', cookie)).statusCode).toBe(204);
  });

  test('a page of another site can change nothing with the cookie', async () => {
    await createAdmin(servers.here);
    const cookie = await login('ada');
    const evil = { ...cookie, origin: 'http://evil.example' };
    const refused = await call('DELETE', '/api/v1/users/ada', evil);
    expect(refused.json()).toMatchObject({ status: 403, code: 'origin_refused' });
    expect((await call('GET', '/api/v1/users', cookie)).statusCode).toBe(200);
  });

  test('the cookie is Secure where people come by TLS', async () => {
    await createAdmin(servers.here);
    await app.close();
    app = createTestApp({ publicUrl: 'https://pot.example' });
    const body = { username: 'ada', password };
    const proxied = { host: 'pot.example' };
    const answer = await call('POST', '/api/v1/auth/login', proxied, body);
    expect(answer.headers['set-cookie']).toContain('; Secure');
    const local = await call('POST', '/api/v1/auth/login', { host: 'localhost:8000' }, body);
    expect(local.headers['set-cookie']).not.toContain('Secure');
  });

  test('registration can be closed', async () => {
    await app.close();
    app = createTestApp({ registrationEnabled: false });
    const user = { username: 'eve', email: 'eve@pot.example', password };
    const answer = await call('POST', '/api/v1/auth/register', {}, user);
    expect(answer.json()).toMatchObject({ status: 403, code: 'registration_closed' });
  });

  test('attempts from one address are limited', async () => {
    const login = (name: string) =>
      call('POST', '/api/v1/auth/login', {}, { username: name, password: 'x' });
    for (let i = 0; i < 30; i += 1) expect((await login(`nobody-${i}`)).statusCode).toBe(401);
    const answer = await login('nobody-30');
    expect(answer.json()).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(answer.headers['retry-after']).toBe('2');
  });

  test.each([
    [{ username: ['ada'], password }],
    [{ password }],
    [{ username: 'ada' }],
    [{ username: 'ada', password: 'x'.repeat(257) }],
    [{ username: 'ada', password, admin: true }],
  ])('rubbish is refused: %j', async (body) => {
    const answer = await call('POST', '/api/v1/auth/login', {}, body);
    expect(answer.json()).toMatchObject({ status: 400, code: 'parameter_invalid' });
  });
});

test('text that cannot be stored is refused', async () => {
  const body = { username: 'x\u0000y', password };
  const answer = await call('POST', '/api/v1/auth/login', {}, body);
  expect(answer.json()).toMatchObject({
    status: 422,
    code: 'text_invalid',
    path: 'body.username',
  });
});

test('programs get an access token, and it ends with its session', async () => {
  await createAdmin(servers.here);
  const body = { username: 'ada', password };
  const answer = await call('POST', '/api/v1/auth/token', {}, body);
  const { access_token, token_type, expires_in, session_id } = answer.json();
  expect({ token_type, expires_in }).toEqual({ token_type: 'Bearer', expires_in: 900 });
  const headers = bearer(access_token);
  expect((await call('GET', '/api/v1/auth/me', headers)).json()).toMatchObject({ session_id });
  const renewed = await call('POST', '/api/v1/auth/token', headers, {});
  expect(renewed.json()).toMatchObject({ session_id });
  expect((await call('POST', '/api/v1/auth/token', {}, {})).json().code).toBe('not_signed_in');
  const sessions = await call('GET', '/api/v1/auth/sessions', headers);
  expect(sessions.json().data).toMatchObject([{ session_id, is_current: true }]);
  const ended = await call('DELETE', `/api/v1/auth/sessions/${session_id}`, headers);
  expect(ended.statusCode).toBe(204);
  expect((await call('GET', '/api/v1/auth/me', headers)).statusCode).toBe(401);
});

test('a login link signs in once, leads to the docs, and lets a password be set', async () => {
  await servers.here.users.createFirstAdmin();
  const { path } = await servers.here.loginLinks.create('admin', place);
  expect((await call('HEAD', path)).statusCode).toBe(405);
  const opened = await call('GET', path);
  expect(opened.statusCode).toBe(303);
  expect(opened.headers.location).toBe('/');
  const cookie = cookieOf(opened);
  const short = await call('POST', '/api/v1/auth/password', cookie, { password: 'short' });
  expect(short.json()).toMatchObject({ code: 'parameter_invalid', path: 'body.password' });
  const set = await call('POST', '/api/v1/auth/password', cookie, { password });
  expect(set.statusCode).toBe(204);
  expect((await call('GET', '/api/v1/auth/me', cookie)).json()).toMatchObject({
    username: 'admin',
    has_password: true,
  });
  expect((await call('GET', path)).json()).toMatchObject({
    status: 401,
    code: 'login_link_invalid',
  });
});

test('administrators make, change and disable users and keys', async () => {
  await createAdmin(servers.here);
  const cookie = await login('ada');
  const user = { username: 'bob', email: 'bob@pot.example' };
  expect((await call('POST', '/api/v1/users', cookie, user)).statusCode).toBe(201);
  expect((await call('POST', '/api/v1/users', cookie, user)).json().code).toBe('conflict');
  const change = await call('PATCH', '/api/v1/users/bob', cookie, { is_admin: true });
  expect(change.json()).toMatchObject({ username: 'bob', is_admin: true, has_password: false });
  const link = await call('POST', '/api/v1/users/bob/login-link', cookie);
  expect(link.json().url).toMatch(/^http:\/\/localhost(:80)?\/login\?token=/);
  expect((await call('DELETE', '/api/v1/users/bob', cookie)).statusCode).toBe(204);
  expect((await call('GET', '/api/v1/users/bob', cookie)).json().is_active).toBe(false);
  expect((await call('DELETE', '/api/v1/users/ada', cookie)).json().code).toBe('last_admin');
  expect((await call('GET', '/api/v1/users/%00', cookie)).statusCode).toBe(400);
  const made = await call('POST', '/api/v1/keys', cookie, { name: 'demo', scope: 'read' });
  const { id, key, scope } = made.json();
  expect(scope).toBe('read');
  expect((await call('GET', '/api/v1/auth/me', { 'x-api-key': key })).json()).toEqual({
    kind: 'key',
    username: 'ada',
    key_id: id,
    scope: 'read',
  });
  expect((await call('GET', '/api/v1/keys?limit=1', cookie)).json().data).toHaveLength(1);
  expect((await call('DELETE', `/api/v1/keys/${id}`, cookie)).statusCode).toBe(204);
  expect((await call('GET', '/api/v1/auth/me', bearer(key))).statusCode).toBe(401);
});

/** The headers of one caller of each kind, as the contract names them. */
async function createCallers(): Promise<Record<string, object>> {
  await createAdmin(servers.here);
  await servers.here.users.create({ username: 'eve', email: 'eve@pot.example', password }, place);
  const key = async (scope: 'ingest' | 'read' | 'admin') =>
    bearer((await servers.here.apiKeys.create({ name: scope, scope }, { username: 'ada' })).key);
  await servers.here.start();
  const local = await readFile(join(servers.folder, 'run', 'local.key'), 'utf8');
  return {
    anonymous: {},
    member: await login('eve'),
    admin: await login('ada'),
    ingest: await key('ingest'),
    read: await key('read'),
    'admin-key': await key('admin'),
    'admin-key by this machine': bearer(local.trim()),
    device: bearer((await createDevice(servers)).text),
  };
}

const resources = new Set(['sign-in', 'users', 'keys']);

test('every route lets in whom its contract names, and nobody else', async () => {
  const callers = await createCallers();
  for (const route of routes.filter((one) => resources.has(one.resource))) {
    // What would end the session that asks is asked about a thing that is not there.
    if (route.operation === 'logout') continue;
    const path = route.path.replaceAll(/\{\w+\}/g, 'nothing');
    for (const [name, headers] of Object.entries(callers)) {
      const payload = route.method === 'POST' ? {} : undefined;
      const answer = await call(route.method as Method, path, headers, payload);
      const code = answer.statusCode >= 400 ? answer.json().code : 'ok';
      const refused = ['not_allowed', 'not_signed_in', 'credential_invalid'].includes(code);
      const mayCall =
        route.callers.includes('anonymous') ||
        route.callers.some((caller) => caller === name.replace(/ .*/, ''));
      const context = `${name} ${route.method} ${route.path}: ${code}`;
      if (route.operation === 'createToken') continue;
      expect(`${context} refused=${refused}`).toBe(`${context} refused=${!mayCall}`);
    }
  }
  await servers.here.stop();
});
