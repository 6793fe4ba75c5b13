import { expect, test } from 'vitest';
import { createAdmin, password, place, useTwoServers } from '../../../test/two-servers.ts';
import { limits } from '../../kernel/index.ts';
import { removeOldLoginLinks } from './login-links.ts';
import { removeOldSessions } from './sessions.ts';

const servers = useTwoServers();
const dayMs = 86_400_000;

test('sessions are remembered for a while after their end, whichever end it was', async () => {
  await createAdmin(servers.here);
  const signIn = () => servers.here.signIn.withPassword('ada', password, place);
  const remove = () => removeOldSessions(servers.database, servers.clock);
  const { sessionId } = await signIn();
  await signIn();
  await servers.here.sessions.end(1, sessionId, place);
  servers.clock.advanceMs(limits.endedSessionsKeptDays * dayMs);
  const lives = await signIn();
  expect(await remove()).toBe(0);
  servers.clock.advanceMs(1);
  expect(await remove()).toBe(1);
  servers.clock.advanceMs(limits.sessionDaysMax * dayMs);
  expect(await remove()).toBe(1);
  expect(await servers.database.query('SELECT session_id FROM user_sessions')).toEqual([
    { session_id: lives.sessionId },
  ]);
});

test('a used login link stays as long as the session that it began', async () => {
  await createAdmin(servers.here);
  const remove = () => removeOldLoginLinks(servers.database, servers.clock);
  const link = await servers.here.loginLinks.create('ada', place);
  await servers.here.loginLinks.create('ada', place);
  const token = link.path.replace('/login?token=', '');
  const { sessionId } = await servers.here.signIn.withLink(token, place);
  servers.clock.advanceMs(limits.sessionDaysMax * dayMs - 1);
  expect(await remove()).toBe(0);
  const own = { userId: 1, username: 'ada', password: 'another password', sessionId };
  await servers.here.users.setPassword(own, place);
  servers.clock.advanceMs(2);
  expect(await servers.here.sessions.list(1)).toEqual([]);
  expect(await remove()).toBe(1);
  servers.clock.advanceMs(limits.loginLinkHoursMax * 3_600_000);
  expect(await remove()).toBe(1);
});
