export type { Column, ColumnType, Origin, Privacy } from './column.ts';
export type { Setting, SettingName, SettingType } from './configuration.ts';
export { settings } from './configuration.ts';
export { analyticsRoutes } from './contract/analytics.ts';
export type { AnswerOf, BodyOf, ParametersOf, QueryOf } from './contract/call-types.ts';
export { routes } from './contract/contract.ts';
export { readLiveness, readReadiness, readServerMetrics } from './contract/health.ts';
export {
  ingestBatch,
  ingestRoutes,
  logDeviceStateChange,
  logError,
  logJobOutcome,
  logToolUsage,
  logUserActivity,
} from './contract/ingest.ts';
export { createKey, listKeys, revokeKey } from './contract/keys.ts';
export { listFormats, listOrders, listParameters } from './contract/list-query.ts';
export {
  readApiPerformance,
  readDeviceStateHistory,
  readErrorTrends,
  readJobOutcomes,
} from './contract/metrics.ts';
export type { Caller, Method, Resource, Route } from './contract/route.ts';
export { callers } from './contract/route.ts';
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
} from './contract/sign-in.ts';
export { listQuarantine, listTables } from './contract/tables.ts';
export {
  createLoginLink,
  createUser,
  disableUser,
  listUsers,
  showUser,
  updateUser,
} from './contract/users.ts';
export type { Machine, RunFile } from './data-folder.ts';
export { chooseDataFolder, dataFolderFiles } from './data-folder.ts';
export type { ErrorCode, ErrorFact, Problem } from './errors.ts';
export { errorFacts } from './errors.ts';
export { bytesInWords } from './in-words.ts';
export type { Limit } from './limits.ts';
export { callerLimits, limitFacts } from './limits.ts';
export type { ListFilter, ListFilterType } from './list-filter.ts';
export {
  isShownAsSiteName,
  listColumns,
  listFilters,
} from './list-filter.ts';
export type { Dimension, Rollup, RollupInterval } from './rollup.ts';
export { histogramRelativeError } from './rollup.ts';
export { rollupTable } from './rollup-table.ts';
export { apiPerformanceHourly } from './rollups/api-performance-hourly.ts';
export { errorTrendsHourly } from './rollups/error-trends-hourly.ts';
export { jobOutcomesHourly } from './rollups/job-outcomes-hourly.ts';
export { rollups } from './rollups.ts';
export type { Json, RowOf } from './row.ts';
export type {
  Columns,
  CredentialProvenance,
  PartitionWidth,
  Provenance,
  SpecialFilter,
  Table,
  TableKind,
} from './table.ts';
export { credentialProvenances, provenances, telemetryColumns } from './table.ts';
export type { KeyScope } from './tables/api-keys.ts';
export { keyScopes } from './tables/api-keys.ts';
export { deviceStateHistory } from './tables/device-state-history.ts';
export type { DeviceState } from './tables/devices.ts';
export { deviceStates } from './tables/devices.ts';
export { quarantinedRecords } from './tables/quarantined-records.ts';
export { findTable, tables, telemetryTables } from './tables.ts';
