import { describe, expect, test } from 'vitest';
import { cookie, createAdmin, password, place, useTwoServers } from '../../../test/two-servers.ts';

const servers = useTwoServers();

describe('a login link', () => {
  const take = (path: string) =>
    servers.here.signIn.withLink(path.replace('/login?token=', ''), place);

  test('signs in once, however many open it at one time', async () => {
    await createAdmin(servers.here);
    const { path } = await servers.here.loginLinks.create('ada', place);
    expect(path).toMatch(/^\/login\?token=[A-Za-z0-9_-]{43}$/);
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => take(path)));
    const signedIn = all.filter((one) => one.status === 'fulfilled');
    expect(signedIn).toHaveLength(1);
    const token = signedIn[0]?.value.token ?? '';
    expect(await servers.here.authenticator.authenticate(cookie(token))).toMatchObject({
      username: 'ada',
    });
    await expect(take(path)).rejects.toMatchObject({ code: 'login_link_invalid' });
  });

  test('ends after 24 hours, and with its user', async () => {
    await createAdmin(servers.here);
    await createAdmin(servers.here, 'bob');
    const old = await servers.here.loginLinks.create('ada', place);
    servers.clock.advanceMs(24 * 3_600_000);
    await expect(take(old.path)).rejects.toMatchObject({ code: 'login_link_invalid' });
    const { path } = await servers.here.loginLinks.create('ada', place);
    await servers.here.users.update('ada', { is_active: false }, place);
    await expect(take(path)).rejects.toMatchObject({ code: 'login_link_invalid' });
    await expect(servers.here.loginLinks.create('ada', place)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('lets its user set a password without the one before; others need it', async () => {
    await createAdmin(servers.here);
    const linked = await take((await servers.here.loginLinks.create('ada', place)).path);
    servers.clock.advanceMs(1_000);
    const typed = await servers.here.signIn.withPassword('ada', password, place);
    const own = { userId: 1, username: 'ada', password: 'another password' };
    const set = (sessionId: string, currentPassword?: string) =>
      servers.here.users.setPassword({ ...own, sessionId, currentPassword }, place);
    await expect(set(typed.sessionId)).rejects.toMatchObject({ code: 'login_failed' });
    await expect(set(typed.sessionId, 'wrong')).rejects.toMatchObject({ code: 'login_failed' });
    await set(linked.sessionId);
    await servers.here.signIn.withPassword('ada', own.password, place);
    await expect(servers.here.signIn.withPassword('ada', password, place)).rejects.toThrow();
    // The other sessions have ended.
    await servers.here.authenticator.authenticate(cookie(linked.token));
    await expect(servers.here.authenticator.authenticate(cookie(typed.token))).rejects.toThrow();
  });
});
