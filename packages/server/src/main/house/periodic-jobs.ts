import type { Alerts, Notifications } from '../../alert/index.ts';
import { removeOldDeliveries, removeOldReadings } from '../../alert/index.ts';
import type { RequestLog } from '../../api/index.ts';
import type { Authenticator } from '../../auth/index.ts';
import { removeOldLoginLinks, removeOldSessions } from '../../auth/index.ts';
import type { SessionCounts } from '../../drain/index.ts';
import {
  removeOldActivitySessions,
  removeOldBatchIds,
  removeOldQuarantine,
  settleDeviceHours,
} from '../../drain/index.ts';
import type { Errors } from '../../errors/index.ts';
import { removeEmptyErrorGroups } from '../../errors/index.ts';
import type { Exports } from '../../export/index.ts';
import type { Presence } from '../../fleet/index.ts';
import { removeOldEnrolmentTokens, removeOldHeartbeats } from '../../fleet/index.ts';
import type { Outbox } from '../../intake/index.ts';
import type { Clock, Config } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Live } from '../../live/index.ts';
import { removeOldEvents } from '../../live/index.ts';
import type { Retention } from '../../retention/index.ts';
import type { Lanes } from '../../spool/index.ts';
import type { Database } from '../../store/index.ts';
import type { Keeping } from './keeping/keeping-figures.ts';
import { measurementHoldMs } from './measurement-hold.ts';
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
  readonly sessionCounts: SessionCounts;
  readonly live: Live;
  readonly presence: Presence;
  readonly inventory: Inventory;
  readonly fleet: Fleet;
  readonly errors: Errors;
  readonly exports: Exports;
  readonly retention: Retention;
  readonly keeping: Keeping;
  readonly notifications: Notifications;
  readonly alerts: Alerts;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

async function removeReleased({ lanes, config }: JobDependencies): Promise<void> {
  const olderThanMs = config.SPOOL_REPLAY_MINUTES * minute;
  for (const spool of lanes.spools) await spool.removeReleased(olderThanMs);
}

async function settleHours({ clock, store, config }: JobDependencies): Promise<void> {
  const holdMs = measurementHoldMs(config);
  await settleDeviceHours({ database: store.database, clock }, { holdMs });
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
    // Groups of errors: those that are to be opened again, and those that the drains left out.
    { name: 'error_groups', everyMs: 10 * second, run: () => deps.errors.sweep() },
    {
      name: 'late_error_groups',
      everyMs: hour,
      run: () => deps.errors.sweep(limits.errorGroupsLateSweepHours),
    },
    // Data sets that were asked for, and files of those that have ended.
    { name: 'exports', everyMs: second, run: () => deps.exports.look() },
    { name: 'ended_exports', everyMs: 10 * second, run: () => deps.exports.removeEnded() },
    // Devices that wait for commands over HTTP.
    { name: 'command_polls', everyMs: second / 4, run: () => fleet.polls.look() },
    // Connections whose credential was taken back elsewhere, or has expired.
    {
      name: 'ended_credentials',
      everyMs: second / 4,
      run: () => inventory.endedCredentials.closeConnections(),
    },
    // What drains have stored, told to all servers, and what they have told.
    { name: 'live_events', everyMs: second / 4, run: () => deps.live.look() },
    // Those who follow, and whether they still may.
    { name: 'live_followers', everyMs: second / 4, run: () => deps.live.tell() },
    {
      name: 'old_live_events',
      everyMs: minute,
      run: () => removeOldEvents(store.database, clock),
    },
    // Tool calls and errors of sign-in sessions.
    { name: 'session_counts', everyMs: 2 * second, run: () => deps.sessionCounts.settle() },
    // What is wrong: rules of minutes once a minute, rules of states each time.
    { name: 'alerts', everyMs: 10 * second, run: () => deps.alerts.evaluate() },
    // Messages that are due; receivers are not waited for.
    { name: 'notifications', everyMs: second, run: () => deps.notifications.begin() },
    // Hours of devices that are over, summed up.
    { name: 'device_hours', everyMs: 10 * second, run: () => settleHours(deps) },
    // Segments whose rows are stored, once the replay window has passed.
    { name: 'spool_segment_removal', everyMs: 10 * second, run: () => removeReleased(deps) },
    // When each credential was last used, to the minute.
    { name: 'credential_uses', everyMs: 30 * second, run: () => authenticator.drainUses() },
    // Partitions for the days to come. Missing ones are made on demand as well.
    { name: 'partitions_ahead', everyMs: hour, run: () => store.partitions.ensureAhead() },
    // Policies and holds, for the door and for readers.
    {
      name: 'retention_policies',
      everyMs: limits.retentionPoliciesReadMilliseconds,
      run: () => deps.retention.kept.refresh(),
    },
    // What is older than its policy: a run goes on beside.
    { name: 'retention', everyMs: 5 * second, run: () => deps.retention.look() },
    // How retention and exports stand, for the metrics.
    {
      name: 'keeping_figures',
      everyMs: limits.keepingFiguresReadMilliseconds,
      run: () => deps.keeping.refresh(),
    },
    // Ids of batches that are too old to be sent again.
    remove('old_batch_ids', removeOldBatchIds),
    // Sessions of people and agents of long ago.
    remove('old_activity_sessions', removeOldActivitySessions),
    // Groups of errors of which none is left.
    remove('empty_error_groups', removeEmptyErrorGroups),
    // Records that nobody wanted back.
    remove('old_quarantine', removeOldQuarantine),
    // Runs of servers of long ago.
    remove('old_heartbeats', removeOldHeartbeats),
    // Enrolment tokens that ended long ago.
    remove('old_enrolment_tokens', removeOldEnrolmentTokens),
    // What servers said of themselves long ago.
    remove('old_server_readings', removeOldReadings),
    // Messages that were told, or given up, long ago.
    remove('old_notification_deliveries', removeOldDeliveries),
    // Sessions that ended long ago, and login links that no session rests on any more.
    remove('old_sessions', removeOldSessions),
    remove('old_login_links', removeOldLoginLinks),
  ];
}
