import type { Clock, Log } from '../kernel/index.ts';
import { HomepotError } from '../kernel/index.ts';
import type { Database } from '../store/index.ts';
import type { CredentialCacheOptions } from './credentials/credential-cache.ts';
import { createCredentialCache } from './credentials/credential-cache.ts';
import { createCredentialUses } from './credentials/credential-uses.ts';
import { apiKeyIdOf, deviceKeyIdOf } from './credentials/key-text.ts';
import type { KnownCredential } from './credentials/known-credential.ts';
import {
  keyQuestion,
  lookUpApiKeys,
  lookUpCookies,
  lookUpDeviceKeys,
  lookUpSessions,
} from './credentials/known-credential.ts';
import type { LocalToken } from './credentials/local-token.ts';
import { localTokenPrefix } from './credentials/local-token.ts';
import type { LookUp } from './credentials/lookup-queue.ts';
import type { SecretKeys } from './credentials/secret-keys.ts';
import type { Principal } from './principal.ts';
import type { AccessTokens } from './sessions/access-tokens.ts';
import { readSessionCookie } from './sessions/session-cookie.ts';

/** What a request proves itself with: the headers as they came. */
export interface PresentedCredentials {
  /** `Authorization`: Bearer with an access token or a key. */
  readonly authorization?: string | undefined;
  /** `X-API-Key`. */
  readonly apiKey?: string | undefined;
  /** `Cookie`, whole. */
  readonly cookie?: string | undefined;
}

/** What was changed here, so that what is remembered of it must go. */
type ChangedCredential =
  | { readonly userId: number }
  | { readonly keyId: string }
  | { readonly keyIds: ReadonlySet<string> }
  | { readonly deviceId: string }
  | { readonly sessionId: string };

export interface Authenticator {
  /**
   * Who presents these credentials; anonymous where there are none. The first of Authorization,
   * X-API-Key and cookie counts alone. Throws credential_invalid for one that is not good, and
   * database_unavailable where it is not known and the database is away.
   */
  authenticate(presented: PresentedCredentials): Promise<Principal>;
  /**
   * The device whose credential this was, where `authenticate` refuses it because it has ended:
   * revoked, expired, or its device removed. Undefined for what never was a credential.
   */
  readEndedDevice(credential: string): Promise<string | undefined>;
  forget(changed: ChangedCredential): void;
  /** Writes which credentials were used since the last time. */
  drainUses(): Promise<void>;
}

export interface AuthenticatorDependencies {
  readonly database: Pick<Database, 'query'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly secretKeys: SecretKeys;
  readonly accessTokens: AccessTokens;
  readonly localToken: LocalToken;
}

const bearer = /^Bearer +([^\s]+) *$/i;

const invalid = (message?: string): HomepotError =>
  new HomepotError('credential_invalid', message === undefined ? {} : { message });

const isAbout = (changed: ChangedCredential) => {
  if ('keyIds' in changed) {
    return ({ principal }: KnownCredential): boolean =>
      'keyId' in principal && changed.keyIds.has(principal.keyId);
  }
  const facts = Object.entries(changed);
  return ({ principal }: KnownCredential): boolean =>
    facts.every(([name, value]) => principal[name as keyof Principal] === value);
};

export function createAuthenticator(
  deps: AuthenticatorDependencies,
  options: Partial<CredentialCacheOptions> = {},
): Authenticator {
  const { database, clock, log, secretKeys, accessTokens, localToken } = deps;
  const cacheOf = (lookUp: LookUp<KnownCredential>) =>
    createCredentialCache({ lookUp, clock, log }, options);
  const apiKeys = cacheOf(lookUpApiKeys(database));
  const deviceKeys = cacheOf(lookUpDeviceKeys(database));
  const cookies = cacheOf(lookUpCookies(database));
  const sessions = cacheOf(lookUpSessions(database));
  const uses = createCredentialUses(deps);

  function judge(credential: KnownCredential | undefined): Principal {
    if (credential === undefined || credential.refused) throw invalid();
    if (credential.expiresAtMs <= clock.nowMs()) throw invalid();
    uses.record(credential.principal);
    return credential.principal;
  }

  async function byKey(text: string): Promise<Principal> {
    const apiKeyId = apiKeyIdOf(text);
    if (apiKeyId !== undefined) {
      const hash = secretKeys.hashCredential('api-key', text);
      return judge(await apiKeys.read(keyQuestion(apiKeyId, hash)));
    }
    const deviceKeyId = deviceKeyIdOf(text);
    if (deviceKeyId !== undefined) {
      const hash = secretKeys.hashCredential('device', text);
      return judge(await deviceKeys.read(keyQuestion(deviceKeyId, hash)));
    }
    if (text.startsWith(localTokenPrefix) && localToken.matches(text)) return { kind: 'local' };
    throw invalid();
  }

  async function byAccessToken(token: string): Promise<Principal> {
    const claims = await accessTokens.read(token);
    if (claims === undefined) throw invalid('The access token is not ours or has expired');
    const principal = judge(await sessions.read(claims.sessionId));
    if (principal.kind === 'user' && principal.username === claims.username) return principal;
    throw invalid();
  }

  async function byAuthorization(header: string): Promise<Principal> {
    const text = bearer.exec(header)?.[1];
    if (text === undefined) throw invalid('Authorization must be `Bearer` and one credential');
    return text.includes('.') ? byAccessToken(text) : byKey(text);
  }

  async function byCookie(header: string): Promise<Principal> {
    const token = readSessionCookie(header);
    if (token === undefined || token === '') return { kind: 'anonymous' };
    return judge(await cookies.read(secretKeys.hashCredential('session', token).toString('hex')));
  }

  return {
    async authenticate({ authorization, apiKey, cookie }) {
      if (authorization !== undefined) return byAuthorization(authorization);
      if (apiKey !== undefined) return byKey(apiKey);
      return cookie === undefined ? { kind: 'anonymous' } : byCookie(cookie);
    },
    async readEndedDevice(credential) {
      const keyId = deviceKeyIdOf(credential);
      if (keyId === undefined) return undefined;
      const hash = secretKeys.hashCredential('device', credential);
      const known = await deviceKeys.read(keyQuestion(keyId, hash));
      return known?.principal.kind === 'device' ? known.principal.deviceId : undefined;
    },
    forget(changed) {
      for (const cache of [apiKeys, deviceKeys, cookies, sessions]) cache.forget(isAbout(changed));
    },
    drainUses: () => uses.drain(),
  };
}
