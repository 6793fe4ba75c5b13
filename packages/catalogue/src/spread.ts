import type { Rollup } from './rollup.ts';

/** How the rows of a telemetry table are kept together, where the database can do that. */
interface Spread {
  /** The column by whose value rows are spread over machines (Citus); never absent. */
  readonly by: string;
  /** The column by which rows are compressed together (TimescaleDB). */
  readonly segmentBy: string;
}

const byDevice: Spread = { by: 'device_id', segmentBy: 'device_id' };

/** By name of the telemetry table. */
export const spreads: Readonly<Record<string, Spread>> = {
  api_request_logs: { by: 'endpoint', segmentBy: 'endpoint' },
  user_activities: { by: 'user_id', segmentBy: 'user_id' },
  device_state_history: byDevice,
  health_checks: byDevice,
  device_metrics: byDevice,
  job_outcomes: { by: 'job_id', segmentBy: 'job_type' },
  // Most fingerprints are seldom: what is compressed together must be many rows.
  error_logs: { by: 'fingerprint', segmentBy: 'category' },
  tool_usage_logs: { by: 'tool_name', segmentBy: 'tool_name' },
  performance_metrics: { by: 'metric_name', segmentBy: 'metric_name' },
};

/**
 * The dimension of a rollup by which its rows lie beside those that they are made of; undefined for
 * one that has none such, which is small.
 */
export function spreadOfRollup({ source, dimensions }: Rollup): string | undefined {
  const by = spreads[source.name]?.by;
  const found = Object.entries(dimensions).find(
    ([, { column, as }]) => column === by && as === 'value',
  );
  return found?.[0];
}
