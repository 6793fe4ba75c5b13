import type { Accounting, Clock, Log } from '../kernel/index.ts';
import type { Spool } from '../spool/index.ts';
import type { Database, Partitions } from '../store/index.ts';
import type { DrainStep } from './storing/drain-step.ts';

/** What a drain takes from a spool. */
export type DrainedSpool = Pick<
  Spool,
  'id' | 'read' | 'headers' | 'changed' | 'release' | 'lastSequence'
>;

/** What a drain needs. */
export interface DrainDeps {
  readonly spool: DrainedSpool;
  readonly database: Database;
  readonly partitions: Partitions;
  readonly accounting: Accounting;
  readonly clock: Clock;
  readonly log: Log;
  /** Run in every storing transaction, in this order. */
  readonly steps: readonly DrainStep[];
  /** Is told what a listener threw, besides the log; must not throw. */
  readonly onListenerFailure?: (error: unknown) => void;
}
