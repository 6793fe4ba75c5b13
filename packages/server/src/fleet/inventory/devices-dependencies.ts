import type { Authenticator, DeviceCredentials } from '../../auth/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { Connections } from '../credentials/connections.ts';

/** What making and changing devices needs. */
export interface DevicesDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly authenticator: Pick<Authenticator, 'forget'>;
  readonly deviceCredentials: Pick<DeviceCredentials, 'revoke'>;
  readonly connections: Pick<Connections, 'closeAll'>;
}
