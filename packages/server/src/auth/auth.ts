import type { Clock, Log } from '../kernel/index.ts';
import { limits } from '../kernel/index.ts';
import type { Database } from '../store/index.ts';
import type { AuditSeal } from './audit/audit-seal.ts';
import { createAuditSeal } from './audit/audit-seal.ts';
import type { Authenticator } from './authenticator.ts';
import { createAuthenticator } from './authenticator.ts';
import type { ApiKeys } from './credentials/api-keys.ts';
import { createApiKeys } from './credentials/api-keys.ts';
import type { DeviceCredentials } from './credentials/device-credentials.ts';
import { createDeviceCredentials } from './credentials/device-credentials.ts';
import type { EnrolmentSecrets } from './credentials/enrolment-secrets.ts';
import { createEnrolmentSecrets } from './credentials/enrolment-secrets.ts';
import { createLocalToken } from './credentials/local-token.ts';
import type { SecretBox } from './credentials/secret-box.ts';
import { createSecretBox } from './credentials/secret-box.ts';
import { createSecretKeys, readSecretKey } from './credentials/secret-keys.ts';
import { createPasswords } from './passwords/passwords.ts';
import type { AccessTokens } from './sessions/access-tokens.ts';
import { createAccessTokens } from './sessions/access-tokens.ts';
import type { AttemptLimiter } from './sessions/attempt-limiter.ts';
import { createAttemptLimiter } from './sessions/attempt-limiter.ts';
import type { LoginLinks } from './sessions/login-links.ts';
import { createLoginLinks } from './sessions/login-links.ts';
import type { Sessions } from './sessions/sessions.ts';
import { createSessions } from './sessions/sessions.ts';
import type { SignIn } from './sessions/sign-in.ts';
import { createSignIn } from './sessions/sign-in.ts';
import type { Users } from './users/users.ts';
import { createUsers } from './users/users.ts';

/** Everything about who calls and what they may do. */
export interface Auth {
  readonly authenticator: Authenticator;
  readonly accessTokens: AccessTokens;
  readonly apiKeys: ApiKeys;
  /** Seals where the audit trail begins once its oldest rows have left. */
  readonly auditSeal: AuditSeal;
  readonly deviceCredentials: DeviceCredentials;
  readonly enrolmentSecrets: EnrolmentSecrets;
  /** Counts wrong enrolment tokens per address. */
  readonly enrolmentAttempts: AttemptLimiter;
  readonly loginLinks: LoginLinks;
  /** Keeps secrets of others that the house must use. */
  readonly secretBox: SecretBox;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  /** Counts sign-ins and registrations per address. */
  readonly signInAttempts: AttemptLimiter;
  readonly users: Users;
  /** Makes the local token, which the commands on this machine use. Needs no database. */
  start(): Promise<void>;
  /** Removes the local token and writes which credentials were used last. */
  stop(): Promise<void>;
}

export interface AuthDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AuthOptions {
  /** DATA_DIR: holds the secret and the local token. */
  readonly dataFolder: string;
  /** SECRET_KEY, where set. */
  readonly secretKey?: string | undefined;
  /** LOGIN_LIMIT_PER_MINUTE. */
  readonly signInsPerMinute: number;
}

/** Creates the room, with the secret of the house read or made. */
export async function createAuth(
  deps: AuthDependencies,
  { dataFolder, secretKey, signInsPerMinute }: AuthOptions,
): Promise<Auth> {
  const secretKeys = createSecretKeys(await readSecretKey(secretKey, dataFolder));
  const accessTokens = createAccessTokens({ ...deps, accessTokenKey: secretKeys.accessTokenKey });
  const localToken = createLocalToken(dataFolder);
  const authenticator = createAuthenticator({ ...deps, secretKeys, accessTokens, localToken });
  const passwords = createPasswords();
  const sessions = createSessions({ ...deps, secretKeys, authenticator });
  const loginLinks = createLoginLinks({ ...deps, secretKeys });
  const attempts = { attemptsPerMinute: signInsPerMinute, namesMax: limits.attemptAddressesMax };
  return {
    authenticator,
    accessTokens,
    apiKeys: createApiKeys({ ...deps, secretKeys, authenticator }),
    auditSeal: createAuditSeal(secretKeys.auditSealKey),
    loginLinks,
    secretBox: createSecretBox(secretKeys.secretBoxKey),
    sessions,
    signIn: createSignIn({ ...deps, passwords, sessions, loginLinks }),
    deviceCredentials: createDeviceCredentials({ ...deps, secretKeys }),
    enrolmentSecrets: createEnrolmentSecrets(secretKeys),
    enrolmentAttempts: createAttemptLimiter(deps, { ...attempts, what: 'wrong enrolment tokens' }),
    signInAttempts: createAttemptLimiter(deps, attempts),
    users: createUsers({ ...deps, passwords, sessions, authenticator }),
    start: () => localToken.start(),
    async stop() {
      await localToken.stop();
      await authenticator.drainUses();
    },
  };
}
