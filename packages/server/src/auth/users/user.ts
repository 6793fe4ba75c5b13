import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';

/** A user as others see it. */
export interface User {
  readonly username: string;
  readonly email: string;
  readonly is_active: boolean;
  readonly is_admin: boolean;
  /** False where the user signs in by link only. */
  readonly has_password: boolean;
  readonly created_at: string;
}

/** A user as it is stored. */
export interface StoredUser extends User {
  readonly id: number;
  readonly hashed_password: string | null;
}

/** What is selected of a user. */
export const userColumns = `id, username, email, hashed_password, is_active, is_admin,
  hashed_password IS NOT NULL AS has_password, created_at`;

/** Leaves out what others must not see. */
export function showUser({ username, email, is_active, is_admin, has_password, created_at }: User) {
  return { username, email, is_active, is_admin, has_password, created_at };
}

/** The user who signs in with that name or e-mail address; the exact name goes first. */
export async function findUserToSignIn(
  { query }: Pick<Transaction, 'query'>,
  name: string,
): Promise<StoredUser | undefined> {
  const names = [name, name.toLowerCase()];
  const [user] = await query<StoredUser>(
    `SELECT ${userColumns} FROM users WHERE username = ANY($1::text[]) OR email = ANY($1::text[])
     ORDER BY username = $2 DESC, username = ANY($1::text[]) DESC, id LIMIT 1`,
    [names, name],
  );
  return user;
}

/** The error for a name that nobody has. */
export const userNotFound = (username: string): HomepotError =>
  new HomepotError('not_found', { message: `There is no user ${JSON.stringify(username)}` });
