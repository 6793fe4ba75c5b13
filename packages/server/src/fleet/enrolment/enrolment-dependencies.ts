import type { EnrolmentSecrets } from '../../auth/index.ts';
import type { Clock, Log } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { CredentialKeeper } from '../credentials/credential-keeper.ts';

/** What making and trading tokens needs. */
export interface EnrolmentDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly enrolmentSecrets: EnrolmentSecrets;
  readonly credentialKeeper: Pick<CredentialKeeper, 'issueWith'>;
}
