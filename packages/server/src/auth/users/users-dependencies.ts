import type { Clock } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { Authenticator } from '../authenticator.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { Sessions } from '../sessions/sessions.ts';

/** What making and changing users needs. */
export interface UsersDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly authenticator: Pick<Authenticator, 'forget'>;
}
