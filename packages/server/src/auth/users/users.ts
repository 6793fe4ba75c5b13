import type { Page, PageRequest } from '../../kernel/index.ts';
import { limits, readCursor, toPage } from '../../kernel/index.ts';
import type { Actor } from '../audit/actor.ts';
import type { NewUser } from './create-user.ts';
import { createUser } from './create-user.ts';
import { createFirstAdmin } from './first-admin.ts';
import type { OwnPassword } from './own-password.ts';
import { setOwnPassword } from './own-password.ts';
import type { UserChange } from './update-user.ts';
import { updateUser } from './update-user.ts';
import type { StoredUser, User } from './user.ts';
import { showUser, userColumns, userNotFound } from './user.ts';
import type { UsersDependencies } from './users-dependencies.ts';

export interface Users {
  /** Throws conflict where the name or the address is taken. Both are kept in lower case. */
  create(user: NewUser, actor: Actor): Promise<User>;
  list(page: PageRequest): Promise<Page<User>>;
  /** Throws not_found. */
  read(username: string): Promise<User>;
  /** Throws not_found, and last_admin where nobody would be left to administer. */
  update(username: string, change: UserChange, actor: Actor): Promise<User>;
  /** Sets the user's own password and ends the other sessions. */
  setPassword(own: OwnPassword, actor: Actor): Promise<void>;
  /**
   * Makes the user `admin` where there is no user at all. Returns the name of an administrator who
   * can sign in by link only, as long as no administrator has a password.
   */
  createFirstAdmin(): Promise<string | undefined>;
}

export function createUsers(deps: UsersDependencies): Users {
  const { database } = deps;
  return {
    create: (user, actor) => createUser(deps, user, actor),
    async list({ limit = limits.listRowsDefault, cursor }) {
      const rows = await database.query<StoredUser>(
        `SELECT ${userColumns} FROM users WHERE id > $1 ORDER BY id LIMIT $2`,
        [readCursor(cursor), limit + 1],
      );
      return toPage(rows, limit, showUser);
    },
    async read(username) {
      const [user] = await database.query<StoredUser>(
        `SELECT ${userColumns} FROM users WHERE username = $1`,
        [username],
      );
      if (user === undefined) throw userNotFound(username);
      return showUser(user);
    },
    update: (username, change, actor) => updateUser(deps, username, change, actor),
    setPassword: (own, actor) => setOwnPassword(deps, own, actor),
    createFirstAdmin: () => createFirstAdmin(deps),
  };
}
