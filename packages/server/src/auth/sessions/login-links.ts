import type { Clock } from '../../kernel/index.ts';
import { createToken, HomepotError, limits } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { removeRows } from '../../store/index.ts';
import type { Actor } from '../audit/actor.ts';
import { auditedActor } from '../audit/actor.ts';
import { appendAudit } from '../audit/audit-trail.ts';
import type { SecretKeys } from '../credentials/secret-keys.ts';
import { userNotFound } from '../users/user.ts';

/** A link that signs a user in once. */
interface LoginLink {
  /** `/login?token=...`, to be put behind the address of the server. */
  readonly path: string;
  readonly expiresAtMs: number;
}

/** The user whom a link has signed in. */
interface UsedLink {
  readonly userId: number;
  readonly username: string;
}

export interface LoginLinks {
  /** Throws not_found for a user who does not exist or is disabled. */
  create(username: string, actor: Actor): Promise<LoginLink>;
  /**
   * Uses up a link at `atMs`, in the caller's transaction. Throws login_link_invalid for one that was used, has
   * expired, or whose user is disabled.
   */
  take(transaction: Transaction, token: string, atMs: number): Promise<UsedLink>;
}

export interface LoginLinksDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly secretKeys: SecretKeys;
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

async function createLink(
  { database, clock, secretKeys }: LoginLinksDependencies,
  username: string,
  actor: Actor,
): Promise<LoginLink> {
  const atMs = clock.nowMs();
  const token = createToken(32);
  const expiresAtMs = atMs + limits.loginLinkHoursMax * 3_600_000;
  await database.transaction(async (transaction) => {
    const [link] = await transaction.query(
      `INSERT INTO login_links (user_id, token_hash, created_at, expires_at)
       SELECT id, $2, $3, $4 FROM users WHERE username = $1 AND is_active RETURNING id`,
      [username, secretKeys.hashCredential('login-link', token), isoOf(atMs), isoOf(expiresAtMs)],
    );
    if (link === undefined) throw userNotFound(username);
    await appendAudit(transaction, {
      atMs,
      eventType: 'login_link_created',
      description: `A login link was created for ${username}`,
      ...auditedActor(actor, { for: username }),
    });
  });
  return { path: `/login?token=${token}`, expiresAtMs };
}

export function createLoginLinks(deps: LoginLinksDependencies): LoginLinks {
  const { secretKeys } = deps;
  return {
    create: (username, actor) => createLink(deps, username, actor),
    async take(transaction, token, atMs) {
      const [link] = await transaction.query<{ user_id: number; username: string }>(
        `UPDATE login_links AS link SET used_at = $2 FROM users
         WHERE link.token_hash = $1 AND link.used_at IS NULL AND link.expires_at > $2
           AND users.id = link.user_id AND users.is_active
         RETURNING link.user_id, users.username`,
        [secretKeys.hashCredential('login-link', token), isoOf(atMs)],
      );
      if (link === undefined) throw new HomepotError('login_link_invalid');
      return { userId: link.user_id, username: link.username };
    },
  };
}

/**
 * Removes login links that were used, or have expired, longer ago than a session lives: a session
 * that a link began is known by that link. Returns how many.
 */
export async function removeOldLoginLinks(database: Database, clock: Clock): Promise<number> {
  const before = isoOf(clock.nowMs() - limits.sessionDaysMax * 86_400_000);
  return removeRows(database, 'login_links', 'coalesce(used_at, expires_at) < $1', [before]);
}
