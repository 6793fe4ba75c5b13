import { errors, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';

/** What an access token says: whose it is, and the session it lives and ends with. */
interface AccessClaims {
  readonly username: string;
  readonly sessionId: string;
}

/** Signed tokens (RFC 9068: HS256, `at+jwt`) for programs that sign in as a user. */
export interface AccessTokens {
  create(claims: AccessClaims): Promise<{ readonly token: string; readonly seconds: number }>;
  /** The claims of a token that is ours and has not expired; undefined otherwise. */
  read(token: string): Promise<AccessClaims | undefined>;
}

const algorithm = 'HS256';
const type = 'at+jwt';
const issuer = 'homepot';
const audience = 'homepot-api';

export function createAccessTokens({
  clock,
  accessTokenKey,
}: {
  readonly clock: Clock;
  readonly accessTokenKey: Uint8Array;
}): AccessTokens {
  const seconds = limits.accessTokenSecondsMax;
  return {
    async create({ username, sessionId }) {
      const now = Math.floor(clock.nowMs() / 1000);
      const token = await new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: algorithm, typ: type })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(username)
        .setIssuedAt(now)
        .setExpirationTime(now + seconds)
        .sign(accessTokenKey);
      return { token, seconds };
    },
    async read(token) {
      try {
        const { payload } = await jwtVerify(token, accessTokenKey, {
          algorithms: [algorithm],
          typ: type,
          issuer,
          audience,
          requiredClaims: ['sub', 'sid', 'iat', 'exp'],
          currentDate: new Date(clock.nowMs()),
        });
        const { sub, sid } = payload;
        return typeof sub === 'string' && typeof sid === 'string'
          ? { username: sub, sessionId: sid }
          : undefined;
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}
