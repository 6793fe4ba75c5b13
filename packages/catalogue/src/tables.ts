import type { Table } from './table.ts';
import { activitySessions } from './tables/activity-sessions.ts';
import { alertEvaluations } from './tables/alert-evaluations.ts';
import { alertLeases } from './tables/alert-leases.ts';
import { alertMutes } from './tables/alert-mutes.ts';
import { alertRules } from './tables/alert-rules.ts';
import { alertSilences } from './tables/alert-silences.ts';
import { alerts } from './tables/alerts.ts';
import { apiKeys } from './tables/api-keys.ts';
import { apiRequestLogs } from './tables/api-request-logs.ts';
import { archiveParts } from './tables/archive-parts.ts';
import { auditAnchors } from './tables/audit-anchors.ts';
import { auditLogs } from './tables/audit-logs.ts';
import { configurationHistory } from './tables/configuration-history.ts';
import { dataRetentionPolicies } from './tables/data-retention-policies.ts';
import { defaultAlertRulesMade } from './tables/default-alert-rules.ts';
import { deviceCredentials } from './tables/device-credentials.ts';
import { deviceHoursOpen } from './tables/device-hours-open.ts';
import { deviceMetrics } from './tables/device-metrics.ts';
import { devicePerformanceHour } from './tables/device-performance-hour.ts';
import { deviceStateHistory } from './tables/device-state-history.ts';
import { devices } from './tables/devices.ts';
import { enrolmentTokens } from './tables/enrolment-tokens.ts';
import { errorGroupSplits } from './tables/error-group-splits.ts';
import { errorGroups } from './tables/error-groups.ts';
import { errorLogs } from './tables/error-logs.ts';
import { exportFiles } from './tables/export-files.ts';
import { exportKeys } from './tables/export-keys.ts';
import { exportSteps } from './tables/export-steps.ts';
import { exports } from './tables/exports.ts';
import { healthChecks } from './tables/health-checks.ts';
import { ingestBatches } from './tables/ingest-batches.ts';
import { jobOutcomes } from './tables/job-outcomes.ts';
import { jobTargets } from './tables/job-targets.ts';
import { jobs } from './tables/jobs.ts';
import { liveEvents } from './tables/live-events.ts';
import { livePending } from './tables/live-pending.ts';
import { loginLinks } from './tables/login-links.ts';
import { notificationDeliveries } from './tables/notification-deliveries.ts';
import { notifiers } from './tables/notifiers.ts';
import { outbox } from './tables/outbox.ts';
import { performanceMetrics } from './tables/performance-metrics.ts';
import { quarantinedRecords } from './tables/quarantined-records.ts';
import { retentionHolds } from './tables/retention-holds.ts';
import { retentionLeases } from './tables/retention-leases.ts';
import { retentionParts } from './tables/retention-parts.ts';
import { retentionRunTables } from './tables/retention-run-tables.ts';
import { retentionRuns } from './tables/retention-runs.ts';
import { retentionSizes } from './tables/retention-sizes.ts';
import { sampleRows } from './tables/sample-rows.ts';
import { schemaMigrations } from './tables/schema-migrations.ts';
import { serverHeartbeats } from './tables/server-heartbeats.ts';
import { serverReadings } from './tables/server-readings.ts';
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
  alerts,
  alertMutes,
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
  alertRules,
  alertSilences,
  dataRetentionPolicies,
  retentionHolds,
  retentionLeases,
  retentionRuns,
  retentionRunTables,
  retentionParts,
  retentionSizes,
  archiveParts,
  auditAnchors,
  schemaMigrations,
  ingestBatches,
  spoolCheckpoints,
  deviceHoursOpen,
  devicePerformanceHour,
  quarantinedRecords,
  outbox,
  serverHeartbeats,
  alertEvaluations,
  alertLeases,
  defaultAlertRulesMade,
  serverReadings,
  errorGroups,
  errorGroupSplits,
  sampleRows,
  livePending,
  liveEvents,
  activitySessions,
  notifiers,
  notificationDeliveries,
  exports,
  exportSteps,
  exportFiles,
  exportKeys,
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
