import type { Clock, Log } from '../kernel/index.ts';
import type { Database } from '../store/index.ts';

/** What this room needs. */
export interface ErrorsDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Tells those who watch that groups have changed; must not throw. */
  readonly tell?: (change: {
    readonly fingerprints: readonly string[];
    readonly what: string;
  }) => void;
}
