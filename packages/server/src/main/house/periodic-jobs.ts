import type { RequestLog } from '../../api/index.ts';
import type { Authenticator } from '../../auth/index.ts';
import { removeOldLoginLinks, removeOldSessions } from '../../auth/index.ts';
import { removeOldBatchIds, removeOldQuarantine } from '../../drain/index.ts';
import type { Presence } from '../../fleet/index.ts';
import { removeOldEnrolmentTokens, removeOldHeartbeats } from '../../fleet/index.ts';
import type { Outbox } from '../../intake/index.ts';
import type { Clock, Config } from '../../kernel/index.ts';
import type { Lanes } from '../../spool/index.ts';
import type { Database } from '../../store/index.ts';
import type { Fleet } from './open-fleet.ts';
import type { Inventory } from './open-inventory.ts';
import type { Store } from './open-store.ts';
import type { PeriodicJob } from './timetable.ts';

export interface JobDependencies {
  readonly config: Config;
  readonly clock: Clock;
  readonly store: Store;
  readonly authenticator: Authenticator;
  readonly lanes: Lanes;
  readonly requestLog: RequestLog;
  readonly outbox: Outbox;
  readonly presence: Presence;
  readonly inventory: Inventory;
  readonly fleet: Fleet;
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
  const { clock, store, authenticator, requestLog, outbox, presence, inventory, fleet } = deps;
  const remove = (
    name: string,
    removeOld: (database: Database, clock: Clock) => Promise<number>,
  ): PeriodicJob => ({ name, everyMs: hour, run: () => removeOld(store.database, clock) });
  return [
    // The server's log of its own requests, a batch at a time; a full batch does not wait for this.
    { name: 'request_log_flush', everyMs: second, run: () => requestLog.flush() },
    // What was written beside changes; a commit that writes more may wake it sooner.
    { name: 'outbox', everyMs: second / 4, run: () => outbox.drain() },
    // Devices that say nothing.
    { name: 'presence_sweep', everyMs: second, run: () => presence.sweep() },
    // How many devices are in each state, for the metrics.
    { name: 'presence_count', everyMs: 5 * second, run: () => presence.count() },
    // Jobs that are due; whatever changes one wakes it sooner.
    { name: 'jobs', everyMs: second / 2, run: () => fleet.jobs.reconcile() },
    // Changes of configuration that the work queue left unjudged.
    { name: 'closed_loop', everyMs: minute, run: () => fleet.closedLoop.sweep() },
    // Devices that wait for commands over HTTP.
    { name: 'command_polls', everyMs: second / 4, run: () => fleet.polls.look() },
    // Connections whose credential was taken back elsewhere, or has expired.
    {
      name: 'ended_credentials',
      everyMs: second / 2,
      run: () => inventory.endedCredentials.closeConnections(),
    },
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
    // Runs of servers of long ago.
    remove('old_heartbeats', removeOldHeartbeats),
    // Enrolment tokens that ended long ago.
    remove('old_enrolment_tokens', removeOldEnrolmentTokens),
    // Sessions that ended long ago, and login links that no session rests on any more.
    remove('old_sessions', removeOldSessions),
    remove('old_login_links', removeOldLoginLinks),
  ];
}
