import type { RequestLog } from '../../api/index.ts';
import type { Authenticator } from '../../auth/index.ts';
import { removeOldLoginLinks, removeOldSessions } from '../../auth/index.ts';
import { removeOldBatchIds, removeOldQuarantine } from '../../drain/index.ts';
import type { Clock, Config } from '../../kernel/index.ts';
import type { Lanes } from '../../spool/index.ts';
import type { Database } from '../../store/index.ts';
import type { Store } from './open-store.ts';
import type { PeriodicJob } from './timetable.ts';

export interface JobDependencies {
  readonly config: Config;
  readonly clock: Clock;
  readonly store: Store;
  readonly authenticator: Authenticator;
  readonly lanes: Lanes;
  readonly requestLog: RequestLog;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

async function removeReleased({ lanes, config }: JobDependencies): Promise<void> {
  const olderThanMs = config.SPOOL_REPLAY_MINUTES * minute;
  for (const spool of lanes.spools) await spool.removeReleased(olderThanMs);
}

/** Everything that this server does again and again. */
export function listPeriodicJobs(deps: JobDependencies): readonly PeriodicJob[] {
  const { clock, store, authenticator, requestLog } = deps;
  const remove = (
    name: string,
    removeOld: (database: Database, clock: Clock) => Promise<number>,
  ): PeriodicJob => ({ name, everyMs: hour, run: () => removeOld(store.database, clock) });
  return [
    // The server's log of its own requests, a batch at a time; a full batch does not wait for this.
    { name: 'request_log_flush', everyMs: second, run: () => requestLog.flush() },
    // Segments whose rows are stored, once the replay window has passed.
    { name: 'spool_segment_removal', everyMs: 10 * second, run: () => removeReleased(deps) },
    // When each credential was last used, to the minute.
    { name: 'credential_uses', everyMs: 30 * second, run: () => authenticator.drainUses() },
    // Partitions for the days to come. Missing ones are made on demand as well.
    { name: 'partitions_ahead', everyMs: hour, run: () => store.partitions.ensureAhead() },
    // Ids of batches that are too old to be sent again.
    remove('old_batch_ids', removeOldBatchIds),
    // Records that nobody wanted back.
    remove('old_quarantine', removeOldQuarantine),
    // Sessions that ended long ago, and login links that no session rests on any more.
    remove('old_sessions', removeOldSessions),
    remove('old_login_links', removeOldLoginLinks),
  ];
}
