import type { AgentLog } from '../log.ts';
import type { Clock, Scheduler } from '../scheduler.ts';
import type { ReadCredentials } from './credentials.ts';

/** What every transport is made of. */
export interface TransportParts {
  readonly credentials: ReadCredentials;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: () => number;
  readonly log: AgentLog;
}

/** What is said when the house does not accept the credential. */
export const refusedAdvice =
  'The house does not accept the credential of this device: it was revoked or has expired. ' +
  'Reports are kept meanwhile. Enrol again with `homepot agent enrol`';
