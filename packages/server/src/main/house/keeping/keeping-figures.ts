import type { KeepingFigures } from '../../../api/index.ts';
import type { Exports } from '../../../export/index.ts';
import type { Clock, Log } from '../../../kernel/index.ts';
import type { Retention } from '../../../retention/index.ts';
import type { Database } from '../../../store/index.ts';
import { classifyDatabaseError } from '../../../store/index.ts';
import { readRetentionFigures } from './read-retention-figures.ts';

/** What the numbers of the house tell of retention and exports, read now and then instead of at each scrape. */
export interface Keeping {
  /** Reads them; while the database is away it leaves them as they were, without an error. */
  refresh(): Promise<void>;
  /** As of the last time; undefined before the first. */
  figures(): KeepingFigures | undefined;
}

export interface KeepingDependencies {
  readonly database: Pick<Database, 'query'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly retention: Pick<Retention, 'failures'>;
  readonly exports: Pick<Exports, 'figures'>;
}

/** Creates the memory of these numbers. The timetable makes it read. */
export function createKeeping(deps: KeepingDependencies): Keeping {
  const { database, clock, log, retention, exports } = deps;
  let read: Omit<KeepingFigures, 'nowMs'> | undefined;
  let isAway = false;
  return {
    async refresh() {
      try {
        read = {
          readMs: clock.nowMs(),
          retention: await readRetentionFigures(database, retention),
          exports: await exports.figures(),
        };
        isAway = false;
      } catch (error) {
        if (classifyDatabaseError(error) !== 'retry') throw error;
        if (!isAway)
          log.warn({ err: error }, 'retention and exports are not counted: the database is away');
        isAway = true;
      }
    },
    figures: () => (read === undefined ? undefined : { ...read, nowMs: clock.nowMs() }),
  };
}
