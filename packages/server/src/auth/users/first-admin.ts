import type { Clock } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { appendAudit } from '../audit/audit-trail.ts';
import { insertUser } from './insert-user.ts';
import type { StoredUser } from './user.ts';
import { userColumns } from './user.ts';

/**
 * Makes the user `admin`, without a password, where there is no user at all. Returns the name of an
 * administrator to make a login link for, as long as no administrator has a password.
 */
export async function createFirstAdmin({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<string | undefined> {
  return database.transaction(async (transaction) => {
    // Two servers that start together on a new database make one administrator.
    await transaction.query('LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE');
    const some = await transaction.query('SELECT 1 FROM users LIMIT 1');
    if (some.length === 0) {
      const admin = { username: 'admin', email: 'admin@localhost', is_admin: true };
      const atMs = clock.nowMs();
      await insertUser(transaction, { ...admin, hash: null }, atMs);
      await appendAudit(transaction, {
        atMs,
        eventType: 'user_created',
        description: 'The first administrator was created',
        newValues: { ...admin, is_active: true },
      });
    }
    const admins = await transaction.query<StoredUser>(
      `SELECT ${userColumns} FROM users WHERE is_admin AND is_active ORDER BY id`,
    );
    return admins.some((admin) => admin.has_password) ? undefined : admins[0]?.username;
  });
}
