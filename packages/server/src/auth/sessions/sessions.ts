import type { Clock } from '../../kernel/index.ts';
import { createToken, createUuid, limits } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { removeRows } from '../../store/index.ts';
import type { Actor, CallerPlace } from '../audit/actor.ts';
import { auditedActor } from '../audit/actor.ts';
import { appendAudit } from '../audit/audit-trail.ts';
import type { Authenticator } from '../authenticator.ts';
import type { SecretKeys } from '../credentials/secret-keys.ts';
import { addressOf } from './address-of.ts';

/** A session that has begun. The token is in the caller's hands only. */
export interface StartedSession {
  readonly sessionId: string;
  readonly token: string;
  readonly expiresAtMs: number;
}

/** A session as its user sees it. */
interface Session {
  readonly session_id: string;
  readonly ip_address: string | null;
  readonly user_agent: string | null;
  readonly started_at: string;
  readonly last_activity: string;
  readonly expires_at: string;
}

/** Where and when a session begins. */
export interface SessionBegin extends CallerPlace {
  readonly atMs: number;
}

export interface Sessions {
  /** Begins a session in the caller's transaction, at an instant in milliseconds since 1970. */
  create(transaction: Transaction, userId: number, begin: SessionBegin): Promise<StartedSession>;
  /** The sessions of a user that have not ended, newest first. */
  list(userId: number): Promise<Session[]>;
  /** Ends one session of a user; false where the user has none of that id. */
  end(userId: number, sessionId: string, actor: Actor): Promise<boolean>;
  /** Ends the sessions of a user but one, in the caller's transaction. */
  endOthers(transaction: Transaction, userId: number, exceptSessionId?: string): Promise<void>;
}

export interface SessionsDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly secretKeys: SecretKeys;
  readonly authenticator: Pick<Authenticator, 'forget'>;
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

async function insertSession(
  { secretKeys }: SessionsDependencies,
  transaction: Transaction,
  userId: number,
  { atMs, address, userAgent }: SessionBegin,
): Promise<StartedSession> {
  const started = {
    sessionId: createUuid(atMs),
    token: createToken(32),
    expiresAtMs: atMs + limits.sessionDaysMax * 86_400_000,
  };
  await transaction.query(
    `INSERT INTO user_sessions (session_id, token_hash, user_id, ip_address, user_agent,
       started_at, last_activity, expires_at)
     VALUES ($1, $2, $3, $4, left($5, 500), $6, $6, $7)`,
    [
      started.sessionId,
      secretKeys.hashCredential('session', started.token),
      userId,
      addressOf(address),
      userAgent ?? null,
      isoOf(atMs),
      isoOf(started.expiresAtMs),
    ],
  );
  return started;
}

export function createSessions(deps: SessionsDependencies): Sessions {
  const { database, clock, authenticator } = deps;
  return {
    create: (transaction, userId, begin) => insertSession(deps, transaction, userId, begin),
    list: (userId) =>
      database.query<Session>(
        `SELECT session_id, host(ip_address) AS ip_address, user_agent, started_at, last_activity,
           expires_at
         FROM user_sessions WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2
         ORDER BY id DESC LIMIT $3`,
        [userId, isoOf(clock.nowMs()), limits.listRowsMax],
      ),
    async end(userId, sessionId, actor) {
      const ended = await database.transaction(async (transaction) => {
        const atMs = clock.nowMs();
        const rows = await transaction.query(
          `UPDATE user_sessions SET ended_at = $3
           WHERE user_id = $1 AND session_id = $2 AND ended_at IS NULL RETURNING id`,
          [userId, sessionId, isoOf(atMs)],
        );
        if (rows.length === 0) return false;
        await appendAudit(transaction, {
          atMs,
          eventType: 'logout',
          description: `${actor.username ?? 'Somebody'} ended a session`,
          ...auditedActor(actor, { session_id: sessionId }),
        });
        return true;
      });
      authenticator.forget({ sessionId });
      return ended;
    },
    async endOthers(transaction, userId, exceptSessionId) {
      await transaction.query(
        `UPDATE user_sessions SET ended_at = $2
         WHERE user_id = $1 AND ended_at IS NULL AND session_id IS DISTINCT FROM $3`,
        [userId, isoOf(clock.nowMs()), exceptSessionId ?? null],
      );
    },
  };
}

/**
 * Removes sessions that were ended, or ended by themselves, more than `limits.endedSessionsKeptDays`
 * ago. Returns how many.
 */
export async function removeOldSessions(database: Database, clock: Clock): Promise<number> {
  const before = isoOf(clock.nowMs() - limits.endedSessionsKeptDays * 86_400_000);
  return removeRows(database, 'user_sessions', 'least(ended_at, expires_at) < $1', [before]);
}
