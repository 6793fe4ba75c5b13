export type { AlertMeasure, AlertMeasureName, AlertSource, AlertTake } from './alert-measures.ts';
export { alertMeasureNames, alertMeasureOf } from './alert-measures.ts';
export type { AlertRuleDefinition } from './alert-rule.ts';
export {
  alertComparators,
  alertRuleDefaults,
  alertSeverities,
  defaultAlertRules,
  missingDataPolicies,
} from './alert-rule.ts';
export {
  alertInWords,
  alertRuleInWords,
  alertValueInWords,
  durationInWords,
} from './alert-words.ts';
export type { Column, ColumnType, Origin, Privacy } from './column.ts';
export type { Setting, SettingName, SettingType } from './configuration.ts';
export { settings } from './configuration.ts';
export {
  createAlertRule,
  listAlertRules,
  previewAlertRule,
  removeAlertRule,
  showAlertRule,
  updateAlertRule,
} from './contract/alerts/alert-rules.ts';
export {
  acknowledgeAlert,
  createSilence,
  endSilence,
  listAlertMutes,
  listAlerts,
  listSilences,
  showAlert,
} from './contract/alerts/alerts.ts';
export {
  createNotifier,
  listDeliveries,
  listNotifiers,
  redeliver,
  removeNotifier,
  rotateNotifierSecret,
  showNotifier,
  testNotifier,
  updateNotifier,
} from './contract/alerts/notifiers.ts';
export type { AnswerOf, BodyOf, ParametersOf, QueryOf } from './contract/call-types.ts';
export { routes } from './contract/contract.ts';
export { rollBackChange } from './contract/devices/config-changes.ts';
export { beginDemo, finishDemo, removeSimulated } from './contract/devices/demo.ts';
export {
  createDeviceCredential,
  listDeviceCredentials,
  revokeDeviceCredential,
  rotateDeviceCredential,
} from './contract/devices/device-credentials.ts';
export {
  createDevice,
  listDevices,
  readDeviceMetrics,
  readDeviceStates,
  removeDevice,
  showDevice,
  summariseDevices,
  updateDevice,
} from './contract/devices/devices.ts';
export {
  createEnrolmentToken,
  enrolDevice,
  listEnrolmentTokens,
  revokeEnrolmentToken,
} from './contract/devices/enrolment.ts';
export {
  errorGroupSorts,
  listErrorGroups,
  mergeErrorGroups,
  showErrorGroup,
  unmergeErrorGroup,
  updateErrorGroup,
} from './contract/errors.ts';
export { readLiveness, readReadiness, readServerMetrics } from './contract/health.ts';
export type { BrowserActivity, BrowserError } from './contract/intake/browser.ts';
export { sendFromBrowser } from './contract/intake/browser.ts';
export { reportHealth } from './contract/intake/device-reports.ts';
export {
  ingestBatch,
  ingestRoutes,
  logDeviceStateChange,
  logError,
  logJobOutcome,
  logToolUsage,
  logUserActivity,
} from './contract/intake/ingest.ts';
export {
  otlpRoutes,
  sendOtlpLogs,
  sendOtlpMetrics,
  sendOtlpTraces,
} from './contract/intake/otlp.ts';
export { acknowledgeCommand, pollCommands } from './contract/jobs/commands.ts';
export {
  cancelJob,
  changeDeviceConfig,
  createJob,
  listJobs,
  listJobTargets,
  pauseJob,
  resumeJob,
  retryJob,
  sendCommand,
  showJob,
} from './contract/jobs/jobs.ts';
export {
  checkArchivePart,
  listArchiveParts,
  restoreArchivePart,
  showArchivePart,
} from './contract/keeping/archive.ts';
export type { ExportFormat, TimePrecision } from './contract/keeping/export-schemas.ts';
export { exportFormats, splitKinds, timePrecisions } from './contract/keeping/export-schemas.ts';
export {
  cancelExport,
  createExport,
  describeExports,
  downloadExportFile,
  listExportFiles,
  listExports,
  previewExport,
  readExportManifest,
  removeExport,
  resumeExport,
  showExport,
} from './contract/keeping/exports.ts';
export {
  listRetentionRuns,
  planRetention,
  readRetention,
  showRetentionRun,
  startRetentionRun,
} from './contract/keeping/retention.ts';
export {
  createRetentionHold,
  listRetentionHolds,
  listRetentionPolicies,
  releaseRetentionHold,
  resetRetentionPolicy,
  setRetentionPolicy,
} from './contract/keeping/retention-policies.ts';
export { followLive, followOverSocket } from './contract/live.ts';
export { readApiPerformance } from './contract/metrics/api-performance.ts';
export { readDevicePerformance } from './contract/metrics/device-performance.ts';
export { readDeviceStateHistory } from './contract/metrics/device-state-history.ts';
export { readErrorTrends } from './contract/metrics/error-trends.ts';
export { readErrorsByTool } from './contract/metrics/errors-by-tool.ts';
export { readHealthMetrics } from './contract/metrics/health-metrics.ts';
export { readJobOutcomes } from './contract/metrics/job-outcomes.ts';
export { latencyBandsMs, readLatencyHeat } from './contract/metrics/latency-heat.ts';
export { readNamedMetrics } from './contract/metrics/named-metrics.ts';
export { readOverview } from './contract/metrics/overview.ts';
export { readToolRetryLoops } from './contract/metrics/tool-retry-loops.ts';
export { readToolUsage } from './contract/metrics/tool-usage.ts';
export { readUserActivity } from './contract/metrics/user-activity.ts';
export { metricRoutes } from './contract/metrics.ts';
export { verifyAudit } from './contract/people/audit.ts';
export { createKey, listKeys, revokeKey } from './contract/people/keys.ts';
export {
  createToken,
  endSession,
  listSessions,
  login,
  logout,
  openLoginLink,
  register,
  setPassword,
  showMe,
} from './contract/people/sign-in.ts';
export {
  createLoginLink,
  createUser,
  disableUser,
  listUsers,
  showUser,
  updateUser,
} from './contract/people/users.ts';
export { analyticsRoutes } from './contract/reading/analytics.ts';
export type { FindingKind } from './contract/reading/data-quality.ts';
export { readDataQuality } from './contract/reading/data-quality.ts';
export { listRollups, rebuildRollup, verifyRollup } from './contract/reading/rollups.ts';
export { listActivitySessions, readSessionTotals } from './contract/reading/sessions.ts';
export { listQuarantine, listTables } from './contract/reading/tables.ts';
export type { Caller, Method, Resource, Route } from './contract/route.ts';
export { callers } from './contract/route.ts';
export { listFormats, listOrders, listParameters } from './contract/schema/list-query.ts';
export { readFleetOverview } from './contract/sites/fleet-overview.ts';
export {
  listFleetSites,
  readDeviceVolume,
  readFleetMap,
  readSiteHours,
  readSiteVolume,
  showFleetSite,
} from './contract/sites/fleet-sites.ts';
export {
  putScheduleException,
  removeScheduleException,
  replaceSchedules,
  showSchedules,
} from './contract/sites/schedules.ts';
export { createSite, listSites, removeSite, showSite, updateSite } from './contract/sites/sites.ts';
export type { Machine, RunFile } from './data-folder.ts';
export { chooseDataFolder, dataFolderFiles } from './data-folder.ts';
export type { ErrorCode, ErrorFact, Problem } from './errors.ts';
export { errorFacts } from './errors.ts';
export type { ExportTreatment } from './export-treatment.ts';
export {
  exportColumns,
  exportTables,
  findExportTable,
  identifyingColumns,
  personColumns,
  quasiIdentifiers,
} from './export-treatment.ts';
export { bytesInWords } from './in-words.ts';
export type { Limit } from './limits.ts';
export { callerLimits, limitFacts } from './limits.ts';
export type { ListFilter, ListFilterType } from './list-filter.ts';
export {
  isShownAsSiteName,
  listColumns,
  listFilters,
} from './list-filter.ts';
export type { PolicyStory, RetentionStory } from './retention.ts';
export { findPolicyStory, retentionStories } from './retention.ts';
export type { Dimension, Rollup, RollupInterval } from './rollup.ts';
export { histogramRelativeError } from './rollup.ts';
export { rollupTable, rollupTableName, rollupTables } from './rollup-table.ts';
export { findRollup, rollups } from './rollups.ts';
export type { Json, RowOf } from './row.ts';
export { spreadOfRollup, spreads } from './spread.ts';
export { sumTables } from './sum-tables.ts';
export type {
  Columns,
  CredentialProvenance,
  PartitionWidth,
  Provenance,
  SpecialFilter,
  Table,
  TableKind,
  Trust,
} from './table.ts';
export { credentialProvenances, provenances, telemetryColumns } from './table.ts';
export type { AlertMuteReason } from './tables/alert-mutes.ts';
export type { AlertState } from './tables/alerts.ts';
export type { KeyScope } from './tables/api-keys.ts';
export { keyScopes } from './tables/api-keys.ts';
export { apiRequestLogs } from './tables/api-request-logs.ts';
export type { ArchivePartState } from './tables/archive-parts.ts';
export { archivePartStates } from './tables/archive-parts.ts';
export { auditLogs } from './tables/audit-logs.ts';
export { configurationHistory } from './tables/configuration-history.ts';
export { deviceMetrics } from './tables/device-metrics.ts';
export { deviceHourMeasurements } from './tables/device-performance-hour.ts';
export { deviceStateHistory } from './tables/device-state-history.ts';
export type { DeviceState } from './tables/devices.ts';
export { deviceStates } from './tables/devices.ts';
export type { ErrorGroupStatus } from './tables/error-groups.ts';
export { errorGroupStatuses } from './tables/error-groups.ts';
export type { ErrorCategory, ErrorSeverity } from './tables/error-logs.ts';
export { errorCategories, errorLogs, errorSeverities } from './tables/error-logs.ts';
export type { ExportSplit } from './tables/export-files.ts';
export { exportSplits } from './tables/export-files.ts';
export type { ExportStepKind } from './tables/export-steps.ts';
export type { ExportStatus, PseudonymMode } from './tables/exports.ts';
export { exportStatuses, pseudonymModes } from './tables/exports.ts';
export { healthChecks } from './tables/health-checks.ts';
export { jobOutcomes } from './tables/job-outcomes.ts';
export type { TargetState } from './tables/job-targets.ts';
export {
  badTargetStates,
  endedTargetStates,
  openTargetStates,
  targetStates,
} from './tables/job-targets.ts';
export type {
  ClosedSitePolicy,
  JobSchedule,
  JobStatus,
  RollbackPolicy,
} from './tables/jobs.ts';
export {
  jobSchedules,
  jobStatuses,
  openJobStatuses,
  rollbackPolicies,
  runningJobStatuses,
} from './tables/jobs.ts';
export type { DeliveryState } from './tables/notification-deliveries.ts';
export { deliveryStates } from './tables/notification-deliveries.ts';
export type { NotifierKind } from './tables/notifiers.ts';
export { notifierKinds } from './tables/notifiers.ts';
export { quarantinedRecords } from './tables/quarantined-records.ts';
export type { RetentionState } from './tables/retention-parts.ts';
export type { RetentionRunState } from './tables/retention-runs.ts';
export { toolUsageLogs } from './tables/tool-usage-logs.ts';
export type { ActivityType } from './tables/user-activities.ts';
export { userActivities } from './tables/user-activities.ts';
export { findTable, tables, telemetryTables } from './tables.ts';
export type { CommandErrorCode } from './wire/command-errors.ts';
export { commandErrors } from './wire/command-errors.ts';
export type {
  CommandAcknowledgement,
  CommandStep,
  DeviceCommand,
} from './wire/device-command.ts';
export { commandAcknowledgement, commandSteps, deviceCommand } from './wire/device-command.ts';
export type { DevicePresence } from './wire/device-presence.ts';
export { devicePresence } from './wire/device-presence.ts';
export type { DeviceReport, ServiceState } from './wire/device-report.ts';
export { deviceReport, serviceStates } from './wire/device-report.ts';
export type {
  LiveChange,
  LiveEnd,
  LiveMessage,
  LiveNews,
  LivePicture,
  LiveRows,
  LiveStateChange,
} from './wire/live-message.ts';
export { liveChange, livePicture, liveRows } from './wire/live-message.ts';
export type {
  LiveMetrics,
  LiveRequests,
  LiveTable,
  LiveTopic,
  LiveView,
} from './wire/live-view.ts';
export { liveTopics } from './wire/live-view.ts';
export type {
  AlertEvent,
  NotificationBody,
  NotificationEvent,
} from './wire/notification-event.ts';
export type { PerformanceWindow } from './wire/performance-window.ts';
export { performanceWindow } from './wire/performance-window.ts';
export { reportedState } from './wire/reported-state.ts';
export { hasErrorRateMoved, hasMoved, thinning } from './wire/thinning.ts';
export type { DeviceTopic } from './wire/topics.ts';
export { parseTopic, topicOf, topicOfAll } from './wire/topics.ts';
