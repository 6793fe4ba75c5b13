import type { Clock, Log } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import type { CallerPlace } from '../audit/actor.ts';
import { appendAudit } from '../audit/audit-trail.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { StoredUser } from '../users/user.ts';
import { findUserToSignIn } from '../users/user.ts';
import { createAttemptLimiter } from './attempt-limiter.ts';
import type { LoginLinks } from './login-links.ts';
import type { SessionBegin, Sessions, StartedSession } from './sessions.ts';

/** A user who has just signed in. */
export interface SignedIn extends StartedSession {
  readonly username: string;
}

export interface SignIn {
  /**
   * By user name or e-mail address and password. Throws login_failed, whatever was wrong, and
   * rate_limited after too many failures of one account, whether it is there or not.
   */
  withPassword(name: string, password: string, place: CallerPlace): Promise<SignedIn>;
  /** By a one-time link. Throws login_link_invalid. */
  withLink(token: string, place: CallerPlace): Promise<SignedIn>;
}

export interface SignInDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly loginLinks: LoginLinks;
}

type Failures = (user: StoredUser | undefined, place: CallerPlace) => Promise<void>;

/**
 * Tells the audit trail of failed sign-ins, so many a minute; the next one that is told says how many
 * were not. What was typed as a name is not told where nobody has it: it may be a password.
 */
function createFailures({ database, clock, log }: SignInDependencies): Failures {
  const perMinute = limits.failedLoginsAuditedPerMinuteMax;
  const limiter = createAttemptLimiter({ clock }, { attemptsPerMinute: perMinute, namesMax: 1 });
  let untold = 0;
  return async (user, place) => {
    if (!limiter.take('failures')) {
      untold += 1;
      return;
    }
    const metadata = { user_known: user !== undefined, untold_before: untold };
    untold = 0;
    log.info({ address: place.address, username: user?.username }, 'a sign-in failed');
    await database.transaction((transaction) =>
      appendAudit(transaction, {
        ...place,
        atMs: clock.nowMs(),
        eventType: 'login_failed',
        description: 'A sign-in failed',
        username: user?.username,
        metadata,
      }),
    );
  };
}

/** Throws login_failed where the user was changed while the password was being checked. */
async function requireUnchanged(transaction: Transaction, user: StoredUser): Promise<void> {
  const rows = await transaction.query(
    `SELECT 1 FROM users WHERE id = $1 AND is_active AND hashed_password = $2 FOR UPDATE`,
    [user.id, user.hashed_password],
  );
  if (rows.length === 0) throw new HomepotError('login_failed');
}

/** Addresses are easily changed, so guesses are counted per account too. A success clears the count. */
function createAccountLimit({ clock }: SignInDependencies) {
  const attemptsPerMinute = limits.failedLoginsPerAccountPerMinuteMax;
  const namesMax = limits.attemptAccountsMax;
  const limiter = createAttemptLimiter({ clock }, { attemptsPerMinute, namesMax });
  return {
    require(account: string): void {
      if (limiter.take(account)) return;
      throw new HomepotError('rate_limited', {
        message: 'Too many failed sign-ins to this account',
        retryAfterSeconds: Math.ceil(60 / attemptsPerMinute),
      });
    },
    forget: limiter.forget,
  };
}

export function createSignIn(deps: SignInDependencies): SignIn {
  const { database, clock, passwords, sessions, loginLinks } = deps;
  const tellFailure = createFailures(deps);
  const accountLimit = createAccountLimit(deps);

  async function beginSession(
    transaction: Transaction,
    userId: number,
    username: string,
    begin: SessionBegin,
    by: 'password' | 'link' = 'password',
  ): Promise<SignedIn> {
    const started = await sessions.create(transaction, userId, begin);
    await appendAudit(transaction, {
      ...begin,
      eventType: 'login',
      description: `${username} signed in`,
      username,
      metadata: { session_id: started.sessionId, by },
    });
    return { ...started, username };
  }

  async function begin(user: StoredUser, newHash: string | null, place: CallerPlace) {
    return database.transaction(async (transaction) => {
      await requireUnchanged(transaction, user);
      if (newHash !== null) {
        await transaction.query('UPDATE users SET hashed_password = $2 WHERE id = $1', [
          user.id,
          newHash,
        ]);
      }
      return beginSession(transaction, user.id, user.username, { ...place, atMs: clock.nowMs() });
    });
  }

  return {
    async withPassword(name, password, place) {
      const user = await findUserToSignIn(database, name);
      const account = user?.username ?? name.toLowerCase();
      accountLimit.require(account);
      const { matches, outdated } = await passwords.check(password, user?.hashed_password ?? null);
      if (user === undefined || !matches || !user.is_active) {
        await tellFailure(user, place);
        throw new HomepotError('login_failed');
      }
      accountLimit.forget(account);
      return begin(user, outdated ? await passwords.createHash(password) : null, place);
    },
    withLink: (token, place) =>
      database.transaction(async (transaction) => {
        // One instant for both: it is how the session is known to have begun by the link.
        const atMs = clock.nowMs();
        const { userId, username } = await loginLinks.take(transaction, token, atMs);
        return beginSession(transaction, userId, username, { ...place, atMs }, 'link');
      }),
  };
}
