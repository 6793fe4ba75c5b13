import type { Actor } from '../audit/actor.ts';
import { auditedActor } from '../audit/actor.ts';
import { appendAudit } from '../audit/audit-trail.ts';
import { requireGoodPassword } from '../passwords/password-rules.ts';
import { auditedUser } from './audited-user.ts';
import { insertUser } from './insert-user.ts';
import { tellConflict } from './tell-conflict.ts';
import type { User } from './user.ts';
import { showUser } from './user.ts';
import type { UsersDependencies } from './users-dependencies.ts';

/** A user to be made. */
export interface NewUser {
  readonly username: string;
  readonly email: string;
  /** Absent where the user signs in by link first. */
  readonly password?: string | undefined;
  readonly is_admin?: boolean | undefined;
}

/** Makes a user; the password is hashed before the transaction begins. */
export async function createUser(
  { database, clock, passwords }: UsersDependencies,
  given: NewUser,
  actor: Actor,
): Promise<User> {
  const username = given.username.toLowerCase();
  const email = given.email.toLowerCase();
  const { password, is_admin = false } = given;
  if (password !== undefined) requireGoodPassword(password, username);
  const hash = password === undefined ? null : await passwords.createHash(password);
  return tellConflict(
    database.transaction(async (transaction) => {
      const atMs = clock.nowMs();
      const user = await insertUser(transaction, { username, email, is_admin, hash }, atMs);
      await appendAudit(transaction, {
        atMs,
        eventType: 'user_created',
        description: `User ${username} was created`,
        newValues: { username, ...auditedUser(user) },
        ...auditedActor(actor),
      });
      return showUser(user);
    }),
  );
}
