import { rollupTables } from './rollup-table.ts';
import { rollups } from './rollups.ts';
import { tables } from './tables.ts';

/** Rows that a policy keeps for so many days, and that leave by themselves afterwards. */
export interface PolicyStory {
  /** `partitions` leave as a whole; `rows` leave some thousand at a time. */
  readonly way: 'partitions' | 'rows';
  /** The instant that says how old a row is; a row in which it is absent stays. */
  readonly timeColumn: string;
  /** Days that rows are kept unless a policy says otherwise. */
  readonly days: number;
  /** What a policy may say at least: what else the house could not answer. */
  readonly daysMin: number;
  /** Whether they are archived before they leave, unless a policy says otherwise; where not, they cannot be. */
  readonly archive: boolean;
}

/** Rows that no policy is about. */
interface FixedStory {
  /** `itself`: whoever fills the table removes what is old; `with`: leaves with others; `stays`: is not removed for its age. */
  readonly way: 'itself' | 'with' | 'stays';
  /** Why, and when they leave, as a sentence. */
  readonly why: string;
}

export type RetentionStory = PolicyStory | FixedStory;

const rows = (
  given: Pick<PolicyStory, 'timeColumn' | 'days'> & Partial<PolicyStory>,
): PolicyStory => ({ way: 'rows', daysMin: 1, archive: false, ...given });
const itself = (why: string): FixedStory => ({ way: 'itself', why });
const leavesWith = (why: string): FixedStory => ({ way: 'with', why });
const stays = (why: string): FixedStory => ({ way: 'stays', why });

/**
 * Minutes: metrics go 168 hours back and may be compared with the 168 before, which is 14 days; previews
 * of alerts need 7. Hours: a year beside the same month of the year before. Days: five years; a day of a
 * rollup is small.
 */
const rollupDays = {
  minute: { days: 14, daysMin: 8 },
  hour: { days: 400, daysMin: 32 },
  day: { days: 1_826, daysMin: 100 },
} as const;

const ofRollups: readonly (readonly [string, RetentionStory])[] = rollups.flatMap((rollup) =>
  rollupTables(rollup).map(
    ({ name }, i) =>
      [name, rows({ timeColumn: 'bucket', ...rollupDays[rollup.intervals[i] ?? 'day'] })] as const,
  ),
);

const ofTelemetry = tables.flatMap(({ name, partition, timeColumn, retentionDays }) =>
  partition === undefined || timeColumn === undefined || retentionDays === undefined
    ? []
    : [
        [
          name,
          { way: 'partitions', timeColumn, days: retentionDays, daysMin: 1, archive: true },
        ] as const,
      ],
);

const people = stays('People make and remove it.');

/** The tables that are neither telemetry nor rollups. */
const ofOthers: Readonly<Record<string, RetentionStory>> = {
  configuration_history: rows({ timeColumn: 'timestamp', days: 730, daysMin: 30, archive: true }),
  audit_logs: rows({ timeColumn: 'created_at', days: 730, daysMin: 1, archive: true }),
  // Alerts that are not over stay, and so do jobs and their devices.
  alerts: rows({ timeColumn: 'resolved_at', days: 365 }),
  alert_mutes: rows({ timeColumn: 'muted_at', days: 90 }),
  alert_silences: rows({ timeColumn: 'ends_at', days: 365 }),
  jobs: rows({ timeColumn: 'completed_at', days: 365, daysMin: 30 }),
  job_targets: leavesWith('Leaves with its job; how each device ended is in job_outcomes.'),
  device_performance_hour: rows({ timeColumn: 'hour', days: 400, daysMin: 32 }),
  retention_parts: rows({ timeColumn: 'dropped_at', days: 3_650, daysMin: 400 }),
  retention_runs: rows({ timeColumn: 'ended_at', days: 400, daysMin: 30 }),
  retention_run_tables: leavesWith('Leaves with its run.'),
  retention_sizes: rows({ timeColumn: 'measured_at', days: 400, daysMin: 32 }),
  sites: people,
  devices: people,
  device_credentials: stays('Says who could send as which device, and until when.'),
  users: people,
  api_keys: stays('Says who could call, and until when.'),
  site_operating_schedules: people,
  site_schedule_exceptions: people,
  alert_rules: people,
  notifiers: people,
  data_retention_policies: stays('One row a table.'),
  retention_holds: stays('Who kept what, and why; few rows.'),
  retention_leases: stays('One row.'),
  archive_parts: stays('Without it nobody would know which rows are in which file.'),
  audit_anchors: stays('Without it the rest of the audit trail could not be verified.'),
  schema_migrations: stays('One row a migration.'),
  default_alert_rules: stays('One row a rule of a new house.'),
  alert_leases: stays('One row.'),
  spool_checkpoints: stays('One row a spool.'),
  sample_rows: stays('Leaves when the sample data are removed.'),
  enrolment_tokens: itself('Forgotten some months after it was spent, taken back or expired.'),
  user_sessions: itself('Forgotten some months after it ended.'),
  login_links: itself('Forgotten when no session can rest on it any more.'),
  ingest_batches: itself('Forgotten when the batch is too old to be sent again; imports stay.'),
  device_hours_open: itself('Settled when the hour is over.'),
  quarantined_records: itself('Removed some months after the record arrived.'),
  outbox: itself('Removed when the door has taken it.'),
  server_heartbeats: itself('Forgotten when the server has been gone for long.'),
  alert_evaluations: leavesWith('One row a rule; leaves with it.'),
  server_readings: itself('Removed after a week.'),
  error_groups: itself('Forgotten when no error of it is left.'),
  error_group_splits: leavesWith('Leaves with its groups.'),
  live_pending: itself('Removed within seconds, when it is told.'),
  live_events: itself('Removed when nobody can go on from it any more.'),
  activity_sessions: itself('Forgotten some months after the last activity.'),
  exports: stays('Who took which rows out; few rows.'),
  export_steps: leavesWith('Leaves with its export.'),
  export_files: leavesWith('Leaves with its export.'),
  export_keys: stays('Without it pseudonyms of later exports would be others.'),
  notification_deliveries: itself('Forgotten some time after the message was told or given up.'),
};

/** How long the rows of every table stay, once. */
export const retentionStories: ReadonlyMap<string, RetentionStory> = new Map<
  string,
  RetentionStory
>([...ofTelemetry, ...ofRollups, ...Object.entries(ofOthers)]);

/** The story of a table about which there is a policy; undefined of any other. */
export function findPolicyStory(table: string): PolicyStory | undefined {
  const story = retentionStories.get(table);
  return story?.way === 'partitions' || story?.way === 'rows' ? story : undefined;
}
