import type { Transaction } from '../../store/index.ts';
import type { StoredUser } from './user.ts';
import { userColumns } from './user.ts';

/** A user as it is written first. */
export interface UserToInsert {
  readonly username: string;
  readonly email: string;
  readonly hash: string | null;
  readonly is_admin: boolean;
}

/** Writes a new, active user. */
export async function insertUser(
  transaction: Transaction,
  user: UserToInsert,
  atMs: number,
): Promise<StoredUser> {
  const rows = await transaction.query<StoredUser>(
    `INSERT INTO users (username, email, hashed_password, is_active, is_admin, created_at)
     VALUES ($1, $2, $3, true, $4, $5) RETURNING ${userColumns}`,
    [user.username, user.email, user.hash, user.is_admin, new Date(atMs).toISOString()],
  );
  const [created] = rows;
  if (created === undefined) throw new Error('INSERT INTO users returned no row');
  return created;
}
