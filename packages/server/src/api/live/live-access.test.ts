import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callHouse } from '../../../test/call-house.ts';
import type { TestFollower } from '../../../test/follow-house.ts';
import { followByEvents, followBySocket } from '../../../test/follow-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

type Headers = Readonly<Record<string, string>>;

/** A second, and what a busy machine adds; a connection of which nobody hears ends after three heartbeats of 15. */
const endedMilliseconds = 4_000;

const password = 'a long enough passphrase';

let here: TestHouse;
let there: TestHouse;
beforeAll(async () => {
  here = await startTestHouse();
  there = await startTestHouse({ besides: here });
});
afterAll(async () => {
  await there.remove();
  await here.remove();
});

async function createAdmin(username: string): Promise<Headers> {
  const email = `${username}@example.com`;
  await here.auth.users.create({ username, email, password, is_admin: true }, { local: true });
  const answer = await fetch(`${here.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  return { cookie: (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '' };
}

const first = (follower: TestFollower) => follower.find(({ event }) => event === 'picture');

/** How long after a deed a follower is let go, in milliseconds, and why. */
async function timeOf(follower: TestFollower, deed: () => Promise<unknown>) {
  await first(follower);
  await deed();
  const startMs = performance.now();
  const { code, reason } = await follower.closed;
  const end = follower.messages.find(({ event }) => event === 'end');
  return { code, reason, end: end?.data, ms: performance.now() - startMs };
}

test('a page of this server follows with its cookie, and that of another site does not', async () => {
  const cookie = await createAdmin('paula');
  const own = await followBySocket(here, { ...cookie, origin: here.url });
  await first(own);
  await own.stop();
  for (const origin of ['https://evil.example', 'null', 'http://localhost:1']) {
    const other = await followBySocket(here, { ...cookie, origin });
    expect(await other.closed).toEqual({ code: 1008, reason: 'origin_refused' });
    expect(other.messages).toEqual([]);
  }
});

test.each([
  ['nobody', {}, 'not_signed_in'],
  ['a wrong key', { 'x-api-key': 'hp_read_0000000000000000_x' }, 'credential_invalid'],
])('%s is closed with 1008 after the handshake', async (_, headers, reason) => {
  const follower = await followBySocket(here, headers);
  expect(await follower.closed).toEqual({ code: 1008, reason });
  expect(follower.messages).toEqual([]);
});

test('a key that is revoked on one server is let go on another within a second', async () => {
  const { id, key } = await here.auth.apiKeys.create(
    { name: 'wall', scope: 'admin', username: 'admin' },
    { local: true },
  );
  const follower = await followBySocket(there, { 'x-api-key': key });
  const end = await timeOf(follower, () => here.auth.apiKeys.revoke(id, { local: true }));
  expect(end).toMatchObject({ code: 1008, reason: 'credential_invalid' });
  expect(end.ms).toBeLessThan(endedMilliseconds);
});

test('who is no administrator any more is let go within a second, over either way', async () => {
  const cookie = await createAdmin('rosa');
  const followers = [
    await followBySocket(there, { ...cookie, origin: there.url }),
    await followByEvents(there, cookie),
  ] as const;
  const demote = async () => {
    const answer = await callHouse(here, 'PATCH /users/rosa', { is_admin: false });
    expect(answer.status).toBe(200);
  };
  const [socket, events] = await Promise.all([
    timeOf(followers[0], demote),
    timeOf(followers[1], async () => undefined),
  ]);
  expect(socket).toMatchObject({ code: 1008, reason: 'not_allowed' });
  expect(events.end).toEqual({ code: 'not_allowed' });
  expect(socket.ms).toBeLessThan(endedMilliseconds);
});

test('who is disabled is let go within a second', async () => {
  const cookie = await createAdmin('dora');
  const follower = await followByEvents(here, cookie);
  const end = await timeOf(follower, () => callHouse(here, 'DELETE /users/dora'));
  expect(end.end).toEqual({ code: 'credential_invalid' });
  expect(end.ms).toBeLessThan(endedMilliseconds);
});

test('followers beyond the limit of a caller are told to come later', async () => {
  const { key } = await here.auth.apiKeys.create(
    { name: 'many', scope: 'admin', username: 'admin' },
    { local: true },
  );
  const headers = { 'x-api-key': key };
  const followers = await Promise.all(
    Array.from({ length: 100 }, () => followByEvents(here, headers)),
  );
  await expect(followByEvents(here, headers)).rejects.toMatchObject({ code: 'rate_limited' });
  const socket = await followBySocket(here, headers);
  expect(await socket.closed).toEqual({ code: 1013, reason: 'rate_limited' });
  await Promise.all(followers.map((follower) => follower.stop()));
  const again = await followByEvents(here, headers);
  await first(again);
  await again.stop();
});

test('a stop of the server lets followers go, and does not wait for them', async () => {
  const third = await startTestHouse({ besides: here });
  const headers = { authorization: `Bearer ${third.adminKey}` };
  const socket = await followBySocket(third, headers);
  const events = await followByEvents(third, headers);
  await Promise.all([first(socket), first(events)]);
  const startMs = performance.now();
  await third.remove();
  expect(performance.now() - startMs).toBeLessThan(2 * endedMilliseconds);
  expect((await socket.closed).code).toBe(1001);
  await events.closed;
  expect(events.messages.at(-1)).toMatchObject({ event: 'end', data: { code: null } });
});

test('a program that offers another protocol than WebSocket is answered as if it had not', async () => {
  const { hostname, port } = new URL(here.url);
  const socket = createConnection({ host: hostname, port: Number(port) });
  socket.write(
    'GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: Upgrade, close\r\nupgrade: h2c\r\n\r\n',
  );
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
});
