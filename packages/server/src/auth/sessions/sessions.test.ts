import { describe, expect, test } from 'vitest';
import { cookie, createAdmin, password, place, useTwoServers } from '../../../test/two-servers.ts';

const servers = useTwoServers();

describe('sessions', () => {
  test('are listed and ended by their user only', async () => {
    await createAdmin(servers.here);
    await createAdmin(servers.here, 'bob');
    const first = await servers.here.signIn.withPassword('ada', password, place);
    const second = await servers.here.signIn.withPassword('ada', password, place);
    const listed = await servers.here.sessions.list(1);
    expect(listed.map((session) => session.session_id)).toEqual([
      second.sessionId,
      first.sessionId,
    ]);
    expect(listed[0]).toMatchObject({ ip_address: '192.0.2.1', user_agent: 'test' });
    expect(await servers.here.sessions.end(2, first.sessionId, place)).toBe(false);
    expect(await servers.here.sessions.end(1, first.sessionId, place)).toBe(true);
    expect(await servers.here.sessions.list(1)).toHaveLength(1);
    // At once where it was ended.
    await expect(servers.here.authenticator.authenticate(cookie(first.token))).rejects.toThrow();
  });

  test('know to the minute when they were last used', async () => {
    await createAdmin(servers.here);
    const { token } = await servers.here.signIn.withPassword('ada', password, place);
    servers.clock.advanceMs(150_000);
    await servers.here.authenticator.authenticate(cookie(token));
    await servers.here.authenticator.drainUses();
    expect(await servers.here.sessions.list(1)).toMatchObject([
      { started_at: '2026-01-01T00:00:00.000000Z', last_activity: '2026-01-01T00:02:00.000000Z' },
    ]);
  });
});
