import type { Auth } from '../../auth/index.ts';
import { createAuth } from '../../auth/index.ts';
import type { Accounting, Clock, Config, Log } from '../../kernel/index.ts';
import { createAccounting } from '../../kernel/index.ts';
import { auditLife } from './audit-life.ts';
import type { Store } from './open-store.ts';
import { openStore } from './open-store.ts';
import type { Stack } from './stack.ts';

/** What every server is given. */
export interface HouseDependencies {
  readonly config: Config;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends the wait for a database that does not answer. */
  readonly signal?: AbortSignal;
}

/** The rooms that all others stand on. */
export interface Base extends HouseDependencies {
  readonly stack: Stack;
  readonly store: Store;
  readonly accounting: Accounting;
  readonly auth: Auth;
  /** An administrator to make a login link for, as long as none has a password. */
  readonly adminWithoutPassword: string | undefined;
}

/** Opens the database and makes who may call known; makes the first administrator. */
export async function openBase(deps: HouseDependencies, stack: Stack): Promise<Base> {
  const { config, dataFolder, clock, log } = deps;
  const store = await openStore({ ...deps, stack });
  const { database } = store;
  const auth = await createAuth(
    { database, clock, log },
    {
      dataFolder,
      secretKey: config.SECRET_KEY,
      signInsPerMinute: config.LOGIN_LIMIT_PER_MINUTE,
    },
  );
  const adminWithoutPassword = await auth.users.createFirstAdmin();
  await auth.start();
  stack.append('auth', () => auth.stop());
  await auditLife(database, clock, 'system_startup');
  stack.append('audit trail', () => auditLife(database, clock, 'system_shutdown'));
  return { ...deps, stack, store, auth, adminWithoutPassword, accounting: createAccounting() };
}
