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

/** What is said when the credential is not accepted by who answers at `url`. */
export const refusedAdvice = (url: string): string =>
  `The credential of this device is refused here: it was revoked, has expired, or another house answers at ${url}. ` +
  'Reports are kept, and it is tried again. Is it the right house, enrol again with `homepot agent enrol`';
