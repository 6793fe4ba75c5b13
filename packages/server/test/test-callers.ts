import type { Caller, KeyScope } from '@homepot/catalogue';
import { decodeJwt, SignJWT } from 'jose';
import { createSecretKeys } from '../src/auth/credentials/secret-keys.ts';
import { createTestDevice } from './test-device.ts';
import type { TestHouse } from './test-house.ts';

export type Headers = Readonly<Record<string, string>>;

/** Somebody who calls a house, with what they prove themselves with. */
export interface TestCallers {
  /** By what the contract calls them; `device` is pos-1. */
  readonly good: Readonly<Record<Caller, Headers>>;
  /** Those whom nobody may let in, by what is wrong with them. */
  readonly bad: Readonly<Record<string, Headers>>;
  /** The same by cookie alone: where everybody may call, they are nobody. */
  readonly badCookies: Readonly<Record<string, Headers>>;
}

const password = 'a long enough passphrase';
const origin = 'https://shop.example';
const local = { local: true } as const;

interface Session {
  readonly cookie: string;
  readonly sessionId: string;
  readonly token: string;
}

async function post(house: TestHouse, path: string, body: object, headers: Headers = {}) {
  const answer = await fetch(`${house.url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}`);
  return answer;
}

/** Signs somebody in, by cookie and with a token of the same session. */
export async function signIn(house: TestHouse, username: string): Promise<Session> {
  const answer = await post(house, '/auth/login', { username, password });
  const { session_id } = await answer.json();
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  const tokens = await (await post(house, '/auth/token', {}, { cookie })).json();
  return { cookie, sessionId: session_id, token: tokens.access_token };
}

async function createPerson(house: TestHouse, username: string, is_admin: boolean) {
  const email = `${username}@example.com`;
  await house.auth.users.create({ username, email, password, is_admin }, local);
  return signIn(house, username);
}

async function createKey(house: TestHouse, scope: KeyScope, username = 'admin') {
  const more = scope === 'browser' ? { allowed_origins: [origin] } : {};
  return house.auth.apiKeys.create({ name: scope, scope, username, ...more }, local);
}

const bearer = (credential: string): Headers => ({ authorization: `Bearer ${credential}` });

/** The same with one other character: the last but one, since the last may hold fewer bits. */
function alter(text: string, fromEnd = 2): string {
  const at = text.length - fromEnd;
  const other = text[at] === 'A' ? 'B' : 'A';
  return text.slice(0, at) + other + text.slice(at + 1);
}

/** The secret of one key behind the id of another. */
const withSecretOf = (key: string, other: string): string => key.slice(0, -43) + other.slice(-43);

const base64url = (value: object): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

/** Access tokens that somebody forged from a good one. */
async function forge(house: TestHouse, good: string, othersSession: string) {
  const claims = decodeJwt(good);
  const { accessTokenKey } = createSecretKeys(house.secretKey);
  const sign = (key: Uint8Array, more: object, type = 'at+jwt') =>
    new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg: 'HS256', typ: type }).sign(key);
  const [header = '', payload = '', signature = ''] = good.split('.');
  const now = Math.floor(Date.now() / 1_000);
  const unsigned = (alg: string) => `${base64url({ alg, typ: 'at+jwt' })}.${payload}.`;
  return {
    'a token with alg none': unsigned('none'),
    'a token with alg nOnE': unsigned('nOnE'),
    'a token with alg none and the old signature': unsigned('none') + signature,
    'a token of another key': await sign(new Uint8Array(32).fill(1), {}),
    'a token of an empty key': await sign(new Uint8Array(32), {}),
    'an expired token': await sign(accessTokenKey, { iat: now - 7_200, exp: now - 3_600 }),
    'a token of another type': await sign(accessTokenKey, {}, 'JWT'),
    'a token of another issuer': await sign(accessTokenKey, { iss: 'other' }),
    'a token for another audience': await sign(accessTokenKey, { aud: 'other' }),
    'a token without an end': await sign(accessTokenKey, { exp: undefined }),
    "a token of somebody else's session": await sign(accessTokenKey, { sid: othersSession }),
    'a token with altered claims': `${header}.${base64url({ ...claims, sub: 'admin' })}.${signature}`,
    'a token with one other character': `${header}.${payload}.${alter(signature)}`,
  };
}

async function endPeople(house: TestHouse) {
  const disabled = await createPerson(house, 'disabled', true);
  const disabledKey = await createKey(house, 'admin', 'disabled');
  await house.auth.users.update('disabled', { is_active: false }, local);
  const ended = await createPerson(house, 'ended', true);
  await post(house, '/auth/logout', {}, { cookie: ended.cookie });
  const demoted = await createPerson(house, 'demoted', true);
  const demotedKey = await createKey(house, 'read', 'demoted');
  await house.auth.users.update('demoted', { is_admin: false }, local);
  const expired = await createPerson(house, 'expired', true);
  await house.database.query('UPDATE user_sessions SET expires_at = $2 WHERE session_id = $1', [
    expired.sessionId,
    '2020-01-01T00:00:00Z',
  ]);
  return { disabled, disabledKey, ended, demoted, demotedKey, expired };
}

async function endKeys(house: TestHouse) {
  const revoked = await createKey(house, 'admin');
  await house.auth.apiKeys.revoke(revoked.id, local);
  const expired = await createKey(house, 'admin');
  await house.database.query(
    `UPDATE api_keys SET expires_at = '2020-01-01T00:00:00Z' WHERE key_id = $1`,
    [expired.id],
  );
  return { revoked, expired };
}

async function endDevices(house: TestHouse) {
  const endCredential = (column: 'revoked_at' | 'expires_at', deviceId: string) =>
    house.database.query(
      `UPDATE device_credentials SET ${column} = '2020-01-01T00:00:00Z'
       WHERE device_id = (SELECT id FROM devices WHERE device_id = $1)`,
      [deviceId],
    );
  const revoked = await createTestDevice(house, 'revoked');
  await endCredential('revoked_at', 'revoked');
  const expired = await createTestDevice(house, 'expired');
  await endCredential('expires_at', 'expired');
  const removed = await createTestDevice(house, 'removed');
  await house.database.query(`UPDATE devices SET is_active = false WHERE device_id = 'removed'`);
  return { revoked, expired, removed };
}

/** Makes one of everybody who may call a house, or may not. Besides pos-1 there is the device pos-2. */
export async function createTestCallers(house: TestHouse): Promise<TestCallers> {
  const member = await createPerson(house, 'mary', false);
  const admin = await createPerson(house, 'root', true);
  const [ingest, read, adminKey, browser, display] = [
    await createKey(house, 'ingest'),
    await createKey(house, 'read'),
    await createKey(house, 'admin'),
    await createKey(house, 'browser'),
    await createKey(house, 'display'),
  ];
  const [device, otherDevice] = [
    await createTestDevice(house, 'pos-1'),
    await createTestDevice(house, 'pos-2'),
  ];
  const people = await endPeople(house);
  const keys = await endKeys(house);
  const devices = await endDevices(house);
  const forged = await forge(house, admin.token, member.sessionId);
  return {
    good: {
      anonymous: {},
      member: { cookie: member.cookie },
      admin: { cookie: admin.cookie },
      ingest: { 'x-api-key': ingest.key },
      read: bearer(read.key),
      'admin-key': { 'x-api-key': adminKey.key },
      device: bearer(device),
      browser: { 'x-api-key': browser.key, origin },
      display: bearer(display.key),
    },
    bad: {
      'a token of a disabled user': bearer(people.disabled.token),
      'a key of a disabled user': bearer(people.disabledKey.key),
      'a read key of one who is no administrator any more': bearer(people.demotedKey.key),
      'a token of an ended session': bearer(people.ended.token),
      'a token of an expired session': bearer(people.expired.token),
      'a revoked key': { 'x-api-key': keys.revoked.key },
      'an expired key': { 'x-api-key': keys.expired.key },
      'a key with one other character in its secret': bearer(alter(adminKey.key)),
      'a key with one other character in its id': bearer(alter(adminKey.key, 50)),
      'the id of a key with the secret of another': bearer(withSecretOf(adminKey.key, ingest.key)),
      'an ingest key that calls itself admin': bearer(
        ingest.key.replace('hp_ingest_', 'hp_admin_'),
      ),
      'a key cut off': bearer(adminKey.key.slice(0, -1)),
      'a key with more behind it': bearer(`${adminKey.key}A`),
      'a browser key from another page': {
        'x-api-key': browser.key,
        origin: 'https://evil.example',
      },
      'a revoked device credential': bearer(devices.revoked),
      'an expired device credential': bearer(devices.expired),
      'a credential of a removed device': bearer(devices.removed),
      'a device credential with one other character': bearer(alter(device)),
      'the id of a device credential with the secret of another': bearer(
        withSecretOf(device, otherDevice),
      ),
      'a device credential that calls itself a key': bearer(device.replace('hpd_', 'hp_admin_')),
      'a guessed local token': bearer(`hpl_${'A'.repeat(43)}`),
      'user and password': { authorization: `Basic ${btoa(`root:${password}`)}` },
      'a key without Bearer': { authorization: adminKey.key },
      'a wrong key beside a good cookie': { 'x-api-key': keys.revoked.key, cookie: admin.cookie },
      'a wrong Authorization beside a good key': {
        authorization: 'Bearer x',
        'x-api-key': adminKey.key,
      },
      ...Object.fromEntries(Object.entries(forged).map(([name, token]) => [name, bearer(token)])),
    },
    badCookies: {
      'a cookie of a disabled user': { cookie: people.disabled.cookie },
      'a cookie of an ended session': { cookie: people.ended.cookie },
      'a cookie of an expired session': { cookie: people.expired.cookie },
      'a cookie with one other character': { cookie: alter(admin.cookie) },
      'a cookie that holds a key': { cookie: `homepot_session=${adminKey.key}` },
      'a cookie that holds a token': { cookie: `homepot_session=${admin.token}` },
    },
  };
}
