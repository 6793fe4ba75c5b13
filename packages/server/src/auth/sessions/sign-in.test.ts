import { hashSync } from 'bcryptjs';
import { describe, expect, test } from 'vitest';
import { cookie, createAdmin, password, place, useTwoServers } from '../../../test/two-servers.ts';

const servers = useTwoServers();

describe('signing in', () => {
  test.each(['ada', 'Ada', 'ada@pot.example', 'ADA@pot.example'])('as %s', async (name) => {
    await createAdmin(servers.here);
    const { token, sessionId } = await servers.here.signIn.withPassword(name, password, place);
    expect(await servers.there.authenticator.authenticate(cookie(token))).toMatchObject({
      kind: 'user',
      username: 'ada',
      isAdmin: true,
      sessionId,
      byCookie: true,
    });
  });

  test('fails alike for a wrong password, an unknown user and a disabled one', async () => {
    await createAdmin(servers.here);
    await createAdmin(servers.here, 'bob');
    await servers.here.users.update('bob', { is_active: false }, place);
    for (const [name, given] of [
      ['ada', 'wrong'],
      ['nobody', password],
      ['bob', password],
    ] as const) {
      await expect(servers.here.signIn.withPassword(name, given, place)).rejects.toMatchObject({
        code: 'login_failed',
        path: undefined,
      });
    }
    expect((await servers.events()).filter((event) => event === 'login_failed')).toHaveLength(3);
  });

  test('with an old bcrypt hash makes it argon2id', async () => {
    await createAdmin(servers.here);
    await servers.database.query('UPDATE users SET hashed_password = $1', [
      hashSync(password, 4).replace(/^\$2.\$/, '$2b$'),
    ]);
    await servers.here.signIn.withPassword('ada', password, place);
    const rows = await servers.database.query<{ hashed_password: string }>('TABLE users');
    expect(rows[0]?.hashed_password).toMatch(/^\$argon2id\$/);
    await servers.here.signIn.withPassword('ada', password, place);
  });

  test('leaves no password and no token in the database', async () => {
    await createAdmin(servers.here);
    const { token } = await servers.here.signIn.withPassword('ada', password, place);
    const link = await servers.here.loginLinks.create('ada', place);
    const key = await servers.here.apiKeys.create(
      { name: 'k', scope: 'read' },
      { username: 'ada' },
    );
    const secrets = [password, token, link.path.split('=')[1] ?? '', key.key.slice(-43)];
    for (const table of ['users', 'user_sessions', 'login_links', 'api_keys', 'audit_logs']) {
      const rows = await servers.database.query<{ text: string }>(
        `SELECT t::text AS text FROM ${table} t`,
      );
      expect(rows.length).toBeGreaterThan(0);
      for (const { text } of rows) {
        for (const secret of secrets) {
          expect(text).not.toContain(secret);
          expect(text).not.toContain(Buffer.from(secret).toString('hex'));
        }
      }
    }
  });

  test('by a session ends after 30 days', async () => {
    await createAdmin(servers.here);
    const { token } = await servers.here.signIn.withPassword('ada', password, place);
    servers.clock.advanceMs(30 * 86_400_000 - 1);
    await servers.here.authenticator.authenticate(cookie(token));
    servers.clock.advanceMs(1);
    await expect(servers.here.authenticator.authenticate(cookie(token))).rejects.toMatchObject({
      code: 'credential_invalid',
    });
  });
});

test('a flood of failed sign-ins is told in part, with the number of the rest', async () => {
  for (let group = 0; group < 6; group += 1) {
    const attempts = Array.from({ length: 11 }, (_, number) =>
      servers.here.signIn.withPassword(`nobody-${number}`, 'wrong', place),
    );
    await Promise.allSettled(attempts);
  }
  expect(await servers.events()).toHaveLength(60);
  servers.clock.advanceMs(60_000);
  await servers.here.signIn.withPassword('nobody', 'wrong', place).catch(() => undefined);
  const [row] = await servers.database.query<{ event_metadata: object }>(
    'SELECT event_metadata FROM audit_logs ORDER BY id DESC LIMIT 1',
  );
  expect(row?.event_metadata).toEqual({ user_known: false, untold_before: 6 });
});

test('guesses at one account are limited wherever they come from, by name or address', async () => {
  await createAdmin(servers.here);
  const attempt = (name: string, given: string, number: number) =>
    servers.here.signIn.withPassword(name, given, { ...place, address: `192.0.2.${number}` });
  for (let number = 0; number < 20; number += 1) {
    const name = number % 2 === 0 ? 'ada' : 'ADA@pot.example';
    await expect(attempt(name, 'wrong', number)).rejects.toMatchObject({ code: 'login_failed' });
  }
  await expect(attempt('Ada', password, 99)).rejects.toMatchObject({ code: 'rate_limited' });
  await createAdmin(servers.here, 'bob');
  await attempt('bob', password, 99);
  servers.clock.advanceMs(3_000);
  await attempt('ada', password, 99);
  await attempt('ada', password, 99);
});
