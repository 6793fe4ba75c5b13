export type { Column, ColumnType, Origin, Privacy } from './column.ts';
export type { Setting, SettingName, SettingType } from './configuration.ts';
export { settings } from './configuration.ts';
export type { Caller, Method, Resource, Route } from './contract/route.ts';
export { callers } from './contract/route.ts';
export type { ErrorCode, ErrorFact, Problem } from './errors.ts';
export { errorFacts } from './errors.ts';
export type { Dimension, Rollup, RollupInterval } from './rollup.ts';
export { histogramRelativeError } from './rollup.ts';
export { rollupTable } from './rollup-table.ts';
export { rollups } from './rollups.ts';
export type { Json, RowOf } from './row.ts';
export type {
  Columns,
  PartitionWidth,
  Provenance,
  SpecialFilter,
  Table,
  TableKind,
} from './table.ts';
export { provenances, telemetryColumns } from './table.ts';
export type { KeyScope } from './tables/api-keys.ts';
export { keyScopes } from './tables/api-keys.ts';
export type { DeviceState } from './tables/devices.ts';
export { deviceStates } from './tables/devices.ts';
export { findTable, tables, telemetryTables } from './tables.ts';
