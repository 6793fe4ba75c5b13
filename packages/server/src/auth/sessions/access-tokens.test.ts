import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { bearer, createAdmin, password, place, useTwoServers } from '../../../test/two-servers.ts';
import { createSecretKeys, readSecretKey } from '../credentials/secret-keys.ts';

const servers = useTwoServers();

describe('an access token', () => {
  const create = async () => {
    await createAdmin(servers.here);
    const { sessionId, username } = await servers.here.signIn.withPassword('ada', password, place);
    const { token } = await servers.here.accessTokens.create({ username, sessionId });
    return { token, sessionId };
  };

  test('is good at every server for 15 minutes', async () => {
    const { token, sessionId } = await create();
    expect(await servers.there.authenticator.authenticate(bearer(token))).toMatchObject({
      kind: 'user',
      sessionId,
      byCookie: false,
    });
    servers.clock.advanceMs(900_000);
    await expect(servers.there.authenticator.authenticate(bearer(token))).rejects.toMatchObject({
      code: 'credential_invalid',
    });
  });

  test('ends with its session', async () => {
    const { token, sessionId } = await create();
    await servers.there.authenticator.authenticate(bearer(token));
    await servers.here.sessions.end(1, sessionId, place);
    servers.clock.advanceMs(1_000);
    await expect(servers.there.authenticator.authenticate(bearer(token))).rejects.toThrow();
  });

  test('of another algorithm, type, key or user is refused', async () => {
    const { token, sessionId } = await create();
    const [head = '', body = '', signature = ''] = token.split('.');
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const none = `${encode({ alg: 'none', typ: 'at+jwt' })}.${body}.`;
    const otherType = `${encode({ alg: 'HS256', typ: 'JWT' })}.${body}.${signature}`;
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const edited = `${head}.${encode({ ...claims, sub: 'eve' })}.${signature}`;
    const eve = await servers.here.accessTokens.create({ username: 'eve', sessionId });
    for (const wrong of [none, otherType, edited, eve.token, `${token}x`, 'a.b.c', '..']) {
      await expect(servers.here.authenticator.authenticate(bearer(wrong))).rejects.toMatchObject({
        code: 'credential_invalid',
      });
    }
  });

  test('signed by the house for another purpose is refused', async () => {
    const { sessionId } = await create();
    const { accessTokenKey } = createSecretKeys(await readSecretKey(undefined, servers.folder));
    const now = Math.floor(servers.clock.nowMs() / 1000);
    const good = { alg: 'HS256', typ: 'at+jwt', iss: 'homepot', aud: 'homepot-api', exp: now + 60 };
    const identify = async (over: object) => {
      const { alg, typ, iss, aud, exp } = { ...good, ...over };
      const token = await new SignJWT({ sid: sessionId, sub: 'ada', iat: now, iss, aud, exp })
        .setProtectedHeader({ alg, typ })
        .sign(accessTokenKey);
      return servers.here.authenticator.authenticate(bearer(token));
    };
    expect(await identify({})).toMatchObject({ username: 'ada' });
    for (const over of [
      { alg: 'HS384' },
      { typ: 'JWT' },
      { iss: 'other' },
      { aud: 'other' },
      { exp: now },
      { exp: undefined },
    ]) {
      await expect(identify(over)).rejects.toMatchObject({ code: 'credential_invalid' });
    }
  });
});
