import { HomepotError } from '../../kernel/index.ts';
import type { Actor } from '../audit/actor.ts';
import { auditedActor } from '../audit/actor.ts';
import { appendAudit } from '../audit/audit-trail.ts';
import { requireGoodPassword } from '../passwords/password-rules.ts';
import type { UsersDependencies } from './users-dependencies.ts';

/** A change of one's own password. */
export interface OwnPassword {
  readonly userId: number;
  readonly username: string;
  readonly sessionId: string;
  readonly password: string;
  /** May be left out where there is none yet, or where a link has begun the session. */
  readonly currentPassword?: string | undefined;
}

/** Whether the session was begun by a login link: both carry the same instant. */
const begunByLink = `
SELECT 1 FROM user_sessions s JOIN login_links l ON l.user_id = s.user_id AND l.used_at = s.started_at
WHERE s.session_id = $1`;

async function requireOwnPassword(
  { database, passwords }: UsersDependencies,
  own: OwnPassword,
): Promise<void> {
  const [user] = await database.query<{ hashed_password: string | null }>(
    'SELECT hashed_password FROM users WHERE id = $1',
    [own.userId],
  );
  const stored = user?.hashed_password ?? null;
  if (stored === null) return;
  if (own.currentPassword === undefined) {
    const links = await database.query(begunByLink, [own.sessionId]);
    if (links.length > 0) return;
  }
  const { matches } = await passwords.check(own.currentPassword ?? '', stored);
  if (matches) return;
  throw new HomepotError('login_failed', {
    path: 'current_password',
    message: 'The current password is not right',
  });
}

/** Sets a user's own password and ends the other sessions. */
export async function setOwnPassword(
  deps: UsersDependencies,
  own: OwnPassword,
  actor: Actor,
): Promise<void> {
  const { database, clock, passwords, sessions, authenticator } = deps;
  requireGoodPassword(own.password, own.username);
  await requireOwnPassword(deps, own);
  const hash = await passwords.createHash(own.password);
  await database.transaction(async (transaction) => {
    await transaction.query('UPDATE users SET hashed_password = $2 WHERE id = $1', [
      own.userId,
      hash,
    ]);
    await sessions.endOthers(transaction, own.userId, own.sessionId);
    await appendAudit(transaction, {
      atMs: clock.nowMs(),
      eventType: 'user_updated',
      description: `User ${own.username} set a password`,
      newValues: { password: 'changed' },
      ...auditedActor(actor),
    });
  });
  authenticator.forget({ userId: own.userId });
}
