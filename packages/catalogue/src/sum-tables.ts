import { rollupTables } from './rollup-table.ts';
import { rollups } from './rollups.ts';
import { activitySessions } from './tables/activity-sessions.ts';
import { devicePerformanceHour } from './tables/device-performance-hour.ts';

/** A table of sums of telemetry: each row is of one origin, its `provenance`. */
interface SumTable {
  readonly name: string;
  /** The column that says of when a row is. */
  readonly timeColumn: string;
}

/** Every table of sums: rows that are removed for their origin are removed from these too. */
export const sumTables: readonly SumTable[] = [
  ...rollups.flatMap(rollupTables).map(({ name }) => ({ name, timeColumn: 'bucket' })),
  { name: devicePerformanceHour.name, timeColumn: 'hour' },
  { name: activitySessions.name, timeColumn: 'started_at' },
];
