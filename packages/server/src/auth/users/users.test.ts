import { describe, expect, test } from 'vitest';
import { cookie, createAdmin, password, place, useTwoServers } from '../../../test/two-servers.ts';
import { verifyAuditChain } from '../audit/audit-trail.ts';
import type { Auth } from '../auth.ts';

const servers = useTwoServers();

describe('users', () => {
  test('the first start makes one administrator, who has no password', async () => {
    const names = await Promise.all([
      servers.here.users.createFirstAdmin(),
      servers.there.users.createFirstAdmin(),
    ]);
    expect(names).toEqual(['admin', 'admin']);
    expect((await servers.here.users.list({})).data).toMatchObject([
      { username: 'admin', email: 'admin@localhost', is_admin: true, has_password: false },
    ]);
    await expect(servers.here.signIn.withPassword('admin', '', place)).rejects.toThrow();
    await servers.here.users.update('admin', { password }, place);
    expect(await servers.here.users.createFirstAdmin()).toBeUndefined();
  });

  test('have names and addresses of their own, whatever the case', async () => {
    await createAdmin(servers.here);
    const create = (username: string, email: string) =>
      servers.here.users.create({ username, email }, place);
    await expect(create('ADA', 'x@pot.example')).rejects.toMatchObject({
      code: 'conflict',
      path: 'username',
    });
    await expect(create('eve', 'ADA@pot.example')).rejects.toMatchObject({ path: 'email' });
    await create('eve', 'eve@pot.example');
    await expect(
      servers.here.users.update('eve', { email: 'ada@pot.example' }, place),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(servers.here.users.update('zoe', {}, place)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('come page by page', async () => {
    for (const name of ['ada', 'bob', 'eve']) {
      await servers.here.users.create({ username: name, email: name }, place);
    }
    const first = await servers.here.users.list({ limit: 2 });
    expect(first.data.map((user) => user.username)).toEqual(['ada', 'bob']);
    const second = await servers.here.users.list({ limit: 2, cursor: first.next_cursor ?? '' });
    expect(second).toMatchObject({ data: [{ username: 'eve' }], next_cursor: null });
    await expect(servers.here.users.list({ cursor: "1'" })).rejects.toMatchObject({
      code: 'cursor_invalid',
    });
  });
});

describe('administrators', () => {
  test('never lose the last administrator', async () => {
    await createAdmin(servers.here);
    for (const change of [{ is_admin: false }, { is_active: false }]) {
      await expect(servers.here.users.update('ada', change, place)).rejects.toMatchObject({
        code: 'last_admin',
      });
    }
    await createAdmin(servers.here, 'bob');
    // Each removes the other, at the same time.
    const both = await Promise.allSettled([
      servers.here.users.update('ada', { is_admin: false }, place),
      servers.there.users.update('bob', { is_active: false }, place),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('lose and gain rights within a second, at every server', async () => {
    await createAdmin(servers.here);
    await createAdmin(servers.here, 'bob');
    const { token } = await servers.here.signIn.withPassword('bob', password, place);
    const identify = (auth: Auth) => auth.authenticator.authenticate(cookie(token));
    expect(await identify(servers.there)).toMatchObject({ isAdmin: true });
    await identify(servers.here);
    await servers.here.users.update('bob', { is_admin: false }, place);
    expect(await identify(servers.here)).toMatchObject({ isAdmin: false });
    servers.clock.advanceMs(1_000);
    expect(await identify(servers.there)).toMatchObject({ isAdmin: false });
    await servers.here.users.update('bob', { is_active: false }, place);
    servers.clock.advanceMs(1_000);
    await expect(identify(servers.there)).rejects.toThrow();
    // Sessions that ended stay ended.
    await servers.here.users.update('bob', { is_active: true }, place);
    servers.clock.advanceMs(1_000);
    await expect(identify(servers.there)).rejects.toThrow();
  });

  test('leave a trail that holds', async () => {
    await createAdmin(servers.here);
    await createAdmin(servers.here, 'bob');
    await servers.here.users.update(
      'bob',
      { is_admin: false, password: 'another password' },
      place,
    );
    await servers.here.users.update('bob', { is_active: false }, { username: 'ada', keyId: 'k' });
    expect(await servers.events()).toEqual([
      'user_created',
      'user_created',
      'user_updated',
      'user_disabled',
    ]);
    const [row] = await servers.database.query(
      'SELECT user_id, old_values, new_values, event_metadata FROM audit_logs ORDER BY id DESC LIMIT 1',
    );
    expect(row).toEqual({
      user_id: 'ada',
      old_values: { is_active: true },
      new_values: { is_active: false },
      event_metadata: { key_id: 'k' },
    });
    expect(await verifyAuditChain(servers.database)).toMatchObject({ rows: 4, broken: undefined });
  });
});
