import { randomUUID } from 'node:crypto';
import type { Caller, Route } from '@homepot/catalogue';
import { callers, errorFacts, routes } from '@homepot/catalogue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Headers, TestCallers } from '../../../test/test-callers.ts';
import { createTestCallers, signIn } from '../../../test/test-callers.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

/*
 * Every route of the contract is called by everybody: by those whom the contract knows, each with a
 * good credential, and by those whom nobody may let in. What must come out is said by the contract
 * alone. A cell is `in` where the call came past the desk, whatever it was answered then, else the
 * code of the error.
 */

let house: TestHouse;
let people: TestCallers;

beforeAll(async () => {
  house = await startTestHouse({
    settings: { RATE_LIMIT_PER_MINUTE: '1000000', ANONYMOUS_ERRORS_PER_MINUTE: '100000' },
  });
  people = await createTestCallers(house);
});
afterAll(() => house.remove());

type Cell = 'in' | 'not_signed_in' | 'not_allowed' | 'credential_invalid' | (string & {});

// As a request from elsewhere: on this machine more is open.
const fromElsewhere = { 'x-forwarded-for': '192.0.2.1' };

const pathOf = (route: Route, deviceId: string): string =>
  route.path.replaceAll('{device_id}', deviceId).replaceAll(/\{\w+\}/g, () => randomUUID());

/** The code of an error, in whatever form a route tells it: each tells what to do about it. */
function codeOf(status: number, text: string): string {
  const known = Object.entries(errorFacts).filter(([, fact]) => fact.status === status);
  const plain = text.replaceAll('\\"', '"');
  return known.find(([, { action }]) => plain.includes(action))?.[0] ?? String(status);
}

/** Calls a route so that it changes nothing: what it needs besides a caller is missing or unknown. */
async function call(
  route: Route,
  headers: Headers,
  { deviceId = randomUUID(), body }: { readonly deviceId?: string; readonly body?: object } = {},
): Promise<Cell> {
  const gone = new AbortController();
  const answer = await fetch(`${house.url}${pathOf(route, deviceId)}`, {
    method: route.method,
    redirect: 'manual',
    signal: gone.signal,
    headers: {
      ...headers,
      ...fromElsewhere,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.ok && route.endless === true) {
    gone.abort();
    return 'in';
  }
  const text = await answer.text();
  const { status } = answer;
  const isRefusal = [401, 403, 429].includes(status) || status >= 500;
  return isRefusal ? codeOf(status, text) : 'in';
}

/** A read key is refused where even browsers may send, since its rows would count as trusted. */
const refusedBeyondContract = (route: Route, caller: Caller): boolean =>
  route.operation === 'logError' && caller === 'read';

/** Keys that stand in pages or on walls. */
const isHeldByOthers = (caller: Caller): boolean => caller === 'browser' || caller === 'display';

function expectedOf(route: Route, caller: Caller): Cell {
  if (refusedBeyondContract(route, caller)) return 'not_allowed';
  // A key that anybody can read in a page is not let in where everybody else is.
  if (isHeldByOthers(caller) && !route.callers.includes(caller)) return 'not_allowed';
  // The devices that are asked about are others than the one that asks.
  if (caller === 'device' && asksAboutDevice(route)) return 'device_mismatch';
  if (route.callers.includes('anonymous') || route.callers.includes(caller)) return 'in';
  return caller === 'anonymous' ? 'not_signed_in' : 'not_allowed';
}

/** Whether a device may call it, and what it asks stands in the path alone. */
const asksAboutDevice = ({ callers: who, path, body }: Route): boolean =>
  who.includes('device') && path.includes('{device_id}') && body === undefined;

/** Good from one page alone; elsewhere it is nobody's key. */
const isFromOtherPage = (name: string): boolean => name.startsWith('a browser key');

function expectedOfBad(route: Route, name: string): Cell {
  if (!isFromOtherPage(name)) return 'credential_invalid';
  return route.callers.includes('browser') ? 'origin_refused' : 'not_allowed';
}

function expectedRow(route: Route): Record<string, Cell> {
  const everybody = route.callers.includes('anonymous');
  return Object.fromEntries([
    ...callers.map((caller) => [caller, expectedOf(route, caller)]),
    ...Object.keys(people.bad).map((name) => [name, expectedOfBad(route, name)]),
    ...Object.keys(people.badCookies).map((name) => [
      name,
      everybody ? 'in' : 'credential_invalid',
    ]),
  ]);
}

/** Who calls a route that ends the session it is called with: somebody with a session to spare. */
async function goodFor(route: Route): Promise<TestCallers['good']> {
  if (route.operation !== 'logout') return people.good;
  const [member, admin] = [await signIn(house, 'mary'), await signIn(house, 'root')];
  return {
    ...people.good,
    member: { cookie: member.cookie },
    admin: { cookie: admin.cookie },
  };
}

/** Calls a route by each of them, so many at one time. */
async function callEach(
  route: Route,
  everybody: Readonly<Record<string, Headers>>,
  atOnce: number,
): Promise<(readonly [string, Cell])[]> {
  const waiting = Object.entries(everybody);
  const row: (readonly [string, Cell])[] = [];
  while (waiting.length > 0) {
    const some = waiting.splice(0, atOnce);
    const calls = some.map(async ([name, headers]) => [name, await call(route, headers)] as const);
    row.push(...(await Promise.all(calls)));
  }
  return row;
}

let cells = 0;

describe.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s',
  (_, route) => {
    test('lets in whom the contract names, and nobody else', async () => {
      const row = [
        // One after the other: some routes do one thing at a time.
        ...(await callEach(route, await goodFor(route), 1)),
        ...(await callEach(route, { ...people.bad, ...people.badCookies }, 20)),
      ];
      cells += row.length;
      expect(Object.fromEntries(row)).toEqual(expectedRow(route));
    });
  },
);

test('every cell was walked', () => {
  const names = [callers, Object.keys(people.bad), Object.keys(people.badCookies)].flat();
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(45);
  expect(cells).toBe(routes.length * names.length);
});

describe('a device', () => {
  const ofDevices = routes.filter(
    ({ callers: who, path }) => who.includes('device') && path.includes('{device_id}'),
  );
  const bodyOf: Readonly<Record<string, object>> = {
    acknowledgeCommand: { command_id: 'c', step: 'received', at: '2026-01-01T00:00:00Z' },
    rotateDeviceCredential: {},
    reportHealth: {
      report_id: 'r',
      sequence: 1,
      measured_at: '2026-01-01T00:00:00Z',
      sent_at: '2026-01-01T00:00:00Z',
      status: 'healthy',
    },
  };

  test.each(ofDevices.map((route) => [route.operation, route] as const))(
    '%s: may ask about itself and no other, whether there is another or not',
    async (operation, route) => {
      const body = bodyOf[operation];
      const more = body === undefined ? {} : { body };
      expect(await call(route, people.good.device, { deviceId: 'pos-1' })).toBe('in');
      for (const deviceId of ['pos-2', 'nowhere', 'POS-1', 'pos-1%20', 'pos-1%2e']) {
        const answer = await call(route, people.good.device, { deviceId, ...more });
        expect(answer, deviceId).toBe('device_mismatch');
      }
    },
  );
});

/** How the handshake of a socket ends: what it is closed with, or `in` where something is sent. */
function callSocket(path: string, headers: Headers): Promise<Cell> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${house.url.replace('http', 'ws')}${path}`, {
      headers: { ...headers, ...fromElsewhere },
    });
    socket.on('message', () => {
      resolve('in');
      socket.terminate();
    });
    socket.on('close', (_code, reason) => resolve(reason.toString()));
    socket.on('error', reject);
  });
}

describe.each(
  routes.filter(({ socket }) => socket === true).map((route) => [route.path, route] as const),
)('the socket %s', (path, route) => {
  test('is open for whom the contract names, and for nobody else', async () => {
    const everybody = { ...people.good, ...people.bad, ...people.badCookies };
    const row: [string, Cell][] = [];
    for (const [name, headers] of Object.entries(everybody)) {
      const isCookieOfAdmin = name === 'admin';
      const origin: Headers = isCookieOfAdmin ? { origin: house.url } : {};
      row.push([name, await callSocket(path, { ...headers, ...origin })]);
    }
    expect(Object.fromEntries(row)).toEqual(expectedRow(route));
  });

  test('is closed to a page of another site', async () => {
    const headers = { ...people.good.admin, origin: 'https://evil.example' };
    expect(await callSocket(path, headers)).toBe('origin_refused');
  });
});

/** Every route that Fastify has, from the tree that it prints: each step is indented by four. */
function listBound(): readonly string[] {
  const above: string[] = [];
  return house.app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const found = /^([ │]*)[├└]── (.*?)(?: \(([A-Z, ]+|-)\))?$/.exec(line);
      if (found === null) return [];
      const depth = (found[1] ?? '').length / 4;
      above.length = depth;
      above[depth] = found[2] ?? '';
      const path = above.join('').replaceAll(/:(\w+)/g, '{$1}');
      const methods = (found[3] ?? '-').split(', ').filter((method) => method !== '-');
      return methods.map((method) => `${method} ${path}`);
    });
}

/**
 * What is open to everybody and is not of the API: pages and scripts, which hold nothing of the
 * house, and what browsers ask before a page of elsewhere may send.
 */
const outsideContract =
  /^(?:(?:GET|HEAD) (?:\/|\/icon\.svg|\/\*|\/docs|\/docs\/.*|\/openapi\.json|\/sdk\/[\w.-]+)|OPTIONS \/api\/v1\/browser)$/;

test('the server has no route but those of the contract, the documentation and the scripts', () => {
  const declared = new Set(routes.map(({ method, path }) => `${method} ${path}`));
  const bound = listBound();
  expect(bound.filter((route) => declared.has(route)).toSorted()).toEqual([...declared].toSorted());
  const heads = new Set([...declared].map((route) => route.replace(/^GET /, 'HEAD ')));
  const others = bound.filter(
    (route) => !declared.has(route) && !heads.has(route) && !outsideContract.test(route),
  );
  expect(others).toEqual([]);
  // The tree prints the files of the dashboard like this; nothing takes what no route takes.
  expect(house.app.hasRoute({ url: '/assets/*', method: 'GET' })).toBe(true);
  expect(house.app.hasRoute({ url: '/*', method: 'GET' })).toBe(false);
});

test('the numbers of the server are open to everybody on its own machine, and only there', async () => {
  expect((await fetch(`${house.url}/metrics`)).status).toBe(200);
  const forwarded = { headers: { 'x-forwarded-for': '127.0.0.1' } };
  expect((await fetch(`${house.url}/metrics`, forwarded)).status).toBe(401);
});
