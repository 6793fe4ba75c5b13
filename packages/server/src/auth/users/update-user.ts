import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { Actor } from '../audit/actor.ts';
import { auditedActor } from '../audit/actor.ts';
import { appendAudit } from '../audit/audit-trail.ts';
import { requireGoodPassword } from '../passwords/password-rules.ts';
import { auditedUser } from './audited-user.ts';
import { tellConflict } from './tell-conflict.ts';
import type { StoredUser, User } from './user.ts';
import { showUser, userColumns, userNotFound } from './user.ts';
import type { UsersDependencies } from './users-dependencies.ts';

/** What may be changed of a user. */
export interface UserChange {
  readonly email?: string | undefined;
  readonly is_active?: boolean | undefined;
  readonly is_admin?: boolean | undefined;
  readonly password?: string | undefined;
}

/**
 * Locks the active administrators, always in the same order, and throws last_admin where the user
 * is the only one. Two that remove each other at the same time wait for each other here.
 */
async function requireOtherAdmin(transaction: Transaction, username: string): Promise<void> {
  const admins = await transaction.query<{ username: string }>(
    'SELECT username FROM users WHERE is_admin AND is_active ORDER BY id FOR UPDATE',
  );
  if (admins.length === 1 && admins[0]?.username === username) throw new HomepotError('last_admin');
}

async function lockUser(transaction: Transaction, username: string): Promise<StoredUser> {
  const [user] = await transaction.query<StoredUser>(
    `SELECT ${userColumns} FROM users WHERE username = $1 FOR UPDATE`,
    [username],
  );
  if (user === undefined) throw userNotFound(username);
  return user;
}

function describeChange(user: StoredUser, change: UserChange) {
  const newValues = auditedUser(change);
  if (change.password !== undefined) newValues.password = 'changed';
  const oldValues = Object.fromEntries(
    Object.entries(auditedUser(user)).filter(([name]) => name in newValues),
  );
  const disabled = user.is_active && change.is_active === false;
  return {
    eventType: disabled ? 'user_disabled' : 'user_updated',
    description: `User ${user.username} was ${disabled ? 'disabled' : 'changed'}`,
    oldValues,
    newValues,
  };
}

/** Changes a user. Who is disabled or gets a new password from others is signed out everywhere. */
export async function updateUser(
  deps: UsersDependencies,
  username: string,
  change: UserChange,
  actor: Actor,
): Promise<User> {
  const { database, clock, passwords, sessions, authenticator } = deps;
  const { password, is_active, is_admin } = change;
  if (password !== undefined) requireGoodPassword(password, username);
  const hash = password === undefined ? null : await passwords.createHash(password);
  const email = change.email?.toLowerCase();
  const updated = await tellConflict(
    database.transaction(async (transaction) => {
      if (is_active === false || is_admin === false) await requireOtherAdmin(transaction, username);
      const user = await lockUser(transaction, username);
      const [row] = await transaction.query<StoredUser>(
        `UPDATE users SET email = coalesce($2, email), is_active = coalesce($3, is_active),
           is_admin = coalesce($4, is_admin), hashed_password = coalesce($5, hashed_password)
         WHERE id = $1 RETURNING ${userColumns}`,
        [user.id, email ?? null, is_active ?? null, is_admin ?? null, hash],
      );
      if (is_active === false || hash !== null) await sessions.endOthers(transaction, user.id);
      await appendAudit(transaction, {
        atMs: clock.nowMs(),
        ...describeChange(user, { ...change, email }),
        ...auditedActor(actor),
      });
      return row ?? user;
    }),
  );
  authenticator.forget({ userId: updated.id });
  return showUser(updated);
}
