import type { Table } from './table.ts';
import { apiKeys } from './tables/api-keys.ts';
import { apiRequestLogs } from './tables/api-request-logs.ts';
import { auditLogs } from './tables/audit-logs.ts';
import { configurationHistory } from './tables/configuration-history.ts';
import { dataRetentionPolicies } from './tables/data-retention-policies.ts';
import { deviceCredentials } from './tables/device-credentials.ts';
import { deviceMetrics } from './tables/device-metrics.ts';
import { deviceStateHistory } from './tables/device-state-history.ts';
import { devices } from './tables/devices.ts';
import { enrolmentTokens } from './tables/enrolment-tokens.ts';
import { errorLogs } from './tables/error-logs.ts';
import { healthChecks } from './tables/health-checks.ts';
import { ingestBatches } from './tables/ingest-batches.ts';
import { jobOutcomes } from './tables/job-outcomes.ts';
import { jobTargets } from './tables/job-targets.ts';
import { jobs } from './tables/jobs.ts';
import { loginLinks } from './tables/login-links.ts';
import { outbox } from './tables/outbox.ts';
import { performanceMetrics } from './tables/performance-metrics.ts';
import { quarantinedRecords } from './tables/quarantined-records.ts';
import { sampleRows } from './tables/sample-rows.ts';
import { schemaMigrations } from './tables/schema-migrations.ts';
import { serverHeartbeats } from './tables/server-heartbeats.ts';
import { siteOperatingSchedules } from './tables/site-operating-schedules.ts';
import { siteScheduleExceptions } from './tables/site-schedule-exceptions.ts';
import { sites } from './tables/sites.ts';
import { spoolCheckpoints } from './tables/spool-checkpoints.ts';
import { toolUsageLogs } from './tables/tool-usage-logs.ts';
import { userActivities } from './tables/user-activities.ts';
import { userSessions } from './tables/user-sessions.ts';
import { users } from './tables/users.ts';

/** Every table of the house, telemetry first. */
export const tables: readonly Table[] = [
  apiRequestLogs,
  userActivities,
  deviceStateHistory,
  healthChecks,
  deviceMetrics,
  jobOutcomes,
  errorLogs,
  toolUsageLogs,
  performanceMetrics,
  configurationHistory,
  auditLogs,
  sites,
  devices,
  deviceCredentials,
  enrolmentTokens,
  users,
  apiKeys,
  userSessions,
  loginLinks,
  jobs,
  jobTargets,
  siteOperatingSchedules,
  siteScheduleExceptions,
  dataRetentionPolicies,
  schemaMigrations,
  ingestBatches,
  spoolCheckpoints,
  quarantinedRecords,
  outbox,
  serverHeartbeats,
  sampleRows,
];

/** The tables that arrive through the spool. */
export const telemetryTables: readonly Table[] = tables.filter(
  (table) => table.kind === 'telemetry',
);

const byName = new Map(tables.map((table) => [table.name, table]));

/** The table of that name, if there is one. */
export function findTable(name: string): Table | undefined {
  return byName.get(name);
}
