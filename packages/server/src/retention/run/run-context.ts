import type { RetentionDependencies } from '../retention-dependencies.ts';
import type { RetentionLease } from './lease.ts';

/** What every step of a run is given. */
export interface RunContext extends RetentionDependencies {
  readonly lease: RetentionLease;
  readonly turn: number;
  readonly runId: number;
  /** Whether a person asked for the run. */
  readonly isAsked: boolean;
  /** Fires when the run is to end: a stop, or another server has the lease. */
  readonly signal: AbortSignal;
  /** Told of each step that failed; must not throw. */
  readonly onFailure: (error: unknown, table: string) => void;
  /** When it was said that rows leave, milliseconds of the monotonic clock; readers are waited for from then on. */
  graceFromMs: number;
  readonly graceMs: number;
  /** Why nothing more can be archived in this run, once that is known. */
  archiveAway: string | undefined;
}
