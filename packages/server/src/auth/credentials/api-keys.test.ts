import { describe, expect, test } from 'vitest';
import { bearer, createAdmin, place, useTwoServers } from '../../../test/two-servers.ts';

const servers = useTwoServers();

const create = (scope: 'ingest' | 'read' | 'admin' = 'ingest', more: object = {}) =>
  servers.here.apiKeys.create({ name: 'demo', scope, ...more }, { username: 'ada' });

describe('an API key', () => {
  test('is shown once and says who it is', async () => {
    await createAdmin(servers.here);
    const made = await create('ingest', { provenance: 'simulated' });
    expect(made.key).toMatch(/^hp_ingest_[a-z2-7]{16}_[A-Za-z0-9_-]{43}$/);
    expect(made.key).toContain(`_${made.id}_`);
    const expected = {
      kind: 'key',
      keyId: made.id,
      scope: 'ingest',
      userId: 1,
      username: 'ada',
      provenance: 'simulated',
    };
    expect(await servers.there.authenticator.authenticate(bearer(made.key))).toEqual(expected);
    expect(await servers.there.authenticator.authenticate({ apiKey: made.key })).toEqual(expected);
    const { data } = await servers.here.apiKeys.list({});
    expect(data).toMatchObject([{ id: made.id, name: 'demo', scope: 'ingest', username: 'ada' }]);
    expect(JSON.stringify(data)).not.toContain(made.key.slice(-43));
  });

  test('with any part changed is refused', async () => {
    await createAdmin(servers.here);
    const { key } = await create();
    const other = await create();
    const wrong = [
      key.replace('hp_ingest', 'hp_admin'),
      `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`,
      key.slice(0, -43) + other.key.slice(-43),
      `${key}A`,
      key.toUpperCase(),
      'hp_',
      '',
    ];
    for (const text of wrong) {
      await expect(servers.here.authenticator.authenticate({ apiKey: text })).rejects.toMatchObject(
        {
          code: 'credential_invalid',
        },
      );
    }
    await servers.here.authenticator.authenticate({ apiKey: key });
  });
});

describe('an API key ends', () => {
  test('when it is revoked: here at once, at other servers within a second', async () => {
    await createAdmin(servers.here);
    const { id, key } = await create();
    await servers.here.authenticator.authenticate(bearer(key));
    await servers.there.authenticator.authenticate(bearer(key));
    await servers.here.apiKeys.revoke(id, place);
    await servers.here.apiKeys.revoke(id, place);
    await expect(servers.here.authenticator.authenticate(bearer(key))).rejects.toThrow();
    servers.clock.advanceMs(1_000);
    await expect(servers.there.authenticator.authenticate(bearer(key))).rejects.toThrow();
    expect(await servers.events()).toEqual(['user_created', 'key_created', 'key_revoked']);
    await expect(servers.here.apiKeys.revoke('nothing', place)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('at its expiry', async () => {
    await createAdmin(servers.here);
    const { key } = await create('read', { expires_at: '2026-01-01T00:00:10Z' });
    await servers.here.authenticator.authenticate(bearer(key));
    servers.clock.advanceMs(10_000);
    await expect(servers.here.authenticator.authenticate(bearer(key))).rejects.toThrow();
    for (const expires_at of ['2020-01-01T00:00:00Z', 'tomorrow', '2030-01-01T00:00:00']) {
      await expect(create('read', { expires_at })).rejects.toMatchObject({ path: 'expires_at' });
    }
  });

  test('with its user, and reads no more than its user may', async () => {
    await createAdmin(servers.here);
    await createAdmin(servers.here, 'bob');
    const ingest = await create('ingest');
    const read = await create('read');
    const identify = (key: string) => servers.there.authenticator.authenticate(bearer(key));
    await servers.here.users.update('ada', { is_admin: false }, place);
    await identify(ingest.key);
    await expect(identify(read.key)).rejects.toThrow();
    await expect(create('read')).rejects.toMatchObject({ path: 'scope' });
    await servers.here.users.update('ada', { is_active: false }, place);
    servers.clock.advanceMs(1_000);
    await expect(identify(ingest.key)).rejects.toThrow();
    await servers.here.users.update('ada', { is_active: true }, place);
    servers.clock.advanceMs(1_000);
    await identify(ingest.key);
  });

  test('made by a command on this machine belongs to the first administrator', async () => {
    await createAdmin(servers.here);
    const made = await servers.here.apiKeys.create(
      { name: 'demo', scope: 'read' },
      { local: true },
    );
    expect(made.username).toBe('ada');
  });
});

describe('a known API key', () => {
  test('costs no query when it is known', async () => {
    await createAdmin(servers.here);
    const { key } = await create();
    let queries = 0;
    const counted = {
      ...servers.database,
      query: async <Row>(text: string, values?: readonly unknown[]) => {
        queries += 1;
        return servers.database.query<Row>(text, values);
      },
    };
    const auth = await servers.create(counted);
    for (let i = 0; i < 1_000; i += 1) await auth.authenticator.authenticate(bearer(key));
    expect(queries).toBe(1);
  });

  test('stays good while the database is away', async () => {
    await createAdmin(servers.here);
    const { key } = await create();
    let away = false;
    const unsteady = {
      ...servers.database,
      query: async <Row>(text: string, values?: readonly unknown[]) => {
        if (away) throw new Error('connection refused');
        return servers.database.query<Row>(text, values);
      },
    };
    const auth = await servers.create(unsteady);
    await auth.authenticator.authenticate(bearer(key));
    away = true;
    servers.clock.advanceMs(23 * 3_600_000);
    await auth.authenticator.authenticate(bearer(key));
    await auth.authenticator.drainUses();
    away = false;
    await auth.authenticator.drainUses();
    const { data } = await auth.apiKeys.list({});
    expect(data[0]?.last_used_at).toBe('2026-01-01T23:00:00.000000Z');
  });
});
