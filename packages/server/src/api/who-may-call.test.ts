import { randomUUID } from 'node:crypto';
import type { Caller, Route } from '@homepot/catalogue';
import { callers, routes } from '@homepot/catalogue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDevice } from '../../test/test-device.ts';
import type { TestHouse } from '../../test/test-house.ts';
import { startTestHouse } from '../../test/test-house.ts';

type Headers = Readonly<Record<string, string>>;

const password = 'a long enough passphrase';

let house: TestHouse;
let headersOf: Readonly<Record<Caller, Headers>>;
let revoked: Headers;

async function createKey(scope: 'ingest' | 'read' | 'admin'): Promise<{ id: string; key: string }> {
  return house.auth.apiKeys.create({ name: scope, scope, username: 'admin' }, { local: true });
}

async function signIn(username: string): Promise<Headers> {
  const answer = await fetch(`${house.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  expect(answer.status).toBe(200);
  return { cookie: (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '' };
}

async function createPerson(username: string, is_admin: boolean): Promise<Headers> {
  const email = `${username}@example.com`;
  await house.auth.users.create({ username, email, password, is_admin }, { local: true });
  return signIn(username);
}

beforeAll(async () => {
  house = await startTestHouse();
  const [ingest, read, admin, gone] = [
    await createKey('ingest'),
    await createKey('read'),
    await createKey('admin'),
    await createKey('admin'),
  ];
  await house.auth.apiKeys.revoke(gone.id, { local: true });
  revoked = { 'x-api-key': gone.key };
  headersOf = {
    anonymous: {},
    member: await createPerson('mary', false),
    admin: await createPerson('root', true),
    ingest: { 'x-api-key': ingest.key },
    read: { authorization: `Bearer ${read.key}` },
    'admin-key': { 'x-api-key': admin.key },
    device: { authorization: `Bearer ${await createTestDevice(house, 'pos-1')}` },
  };
});
afterAll(() => house.remove());

/** Calls a route so that it changes nothing: what it needs besides a caller is missing or unknown. */
async function call(route: Route, headers: Headers): Promise<{ status: number; code: string }> {
  const path = route.path.replaceAll(/\{\w+\}/g, () => randomUUID());
  const answer = await fetch(`${house.url}${path}`, {
    method: route.method,
    redirect: 'manual',
    // As a request from elsewhere: on this machine more is open.
    headers: { ...headers, 'x-forwarded-for': '192.0.2.1' },
  });
  const text = await answer.text();
  const isProblem = answer.headers.get('content-type') === 'application/problem+json';
  return { status: answer.status, code: isProblem ? JSON.parse(text).code : '' };
}

/** A read key is refused where even browsers may send, since its rows would count as trusted. */
const refusedBeyondContract = (route: Route, caller: Caller): boolean =>
  route.operation === 'logError' && caller === 'read';

function expectedCode(route: Route, caller: Caller): 'not_signed_in' | 'not_allowed' | undefined {
  if (refusedBeyondContract(route, caller)) return 'not_allowed';
  if (route.callers.includes('anonymous') || route.callers.includes(caller)) return undefined;
  return caller === 'anonymous' ? 'not_signed_in' : 'not_allowed';
}

/** Ends the session that the test goes on with. */
const endsSession = (route: Route): boolean => route.operation === 'logout';

const walked = routes.filter((route) => !endsSession(route));

describe.each(walked.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s',
  (_, route) => {
    test.each(callers)('%s', async (caller) => {
      const { status, code } = await call(route, headersOf[caller]);
      const expected = expectedCode(route, caller);
      if (expected !== undefined) expect(code).toBe(expected);
      // The devices that are asked about are others than the one that asks.
      else if (caller !== 'device' || code !== 'device_mismatch') {
        expect([401, 403, 429, 500], code).not.toContain(status);
      }
    });

    test('a revoked key', async () => {
      expect(await call(route, revoked)).toEqual({ status: 401, code: 'credential_invalid' });
    });
  },
);

test('the numbers of the server are open to everybody on its own machine, and only there', async () => {
  expect((await fetch(`${house.url}/metrics`)).status).toBe(200);
  const forwarded = { headers: { 'x-forwarded-for': '127.0.0.1' } };
  expect((await fetch(`${house.url}/metrics`, forwarded)).status).toBe(401);
});
