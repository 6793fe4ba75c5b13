/**
 * What is known of an hour of a device from one table, by when it became known.
 *
 * Features of an hour that ends at E may use only what was known at E: rows that happened before E and
 * had arrived by E. Rows come late, so that the time at which something happened does not say whether
 * it was known. So the rows of a device are summed up into cells of two instants: the hour in which
 * they happened, and the end of the hour in which they arrived. An hour's features are then made of the
 * cells whose hour lies in the window before E and that were known at E, and of no others.
 */
export interface FeatureCell {
  /** Start of the hour in which the rows happened, milliseconds since 1970. */
  readonly hourMs: number;
  /** End of the hour by which they had arrived. */
  readonly knownMs: number;
}

/** The measurements whose means and extremes are features. */
export const featureMeasurements = [
  'cpu_percent',
  'memory_percent',
  'disk_percent',
  'network_latency_ms',
  'error_rate',
  'active_connections',
  'queue_depth',
] as const;

/** Of one measurement in a cell. */
export interface MeasuredSum {
  readonly count: number;
  readonly sum: number;
  readonly maximum: number | null;
}

/** Rows of device_metrics. */
export interface MetricCell extends FeatureCell {
  readonly rows: number;
  /** In the order of `featureMeasurements`. */
  readonly measured: readonly MeasuredSum[];
}

/** Rows of health_checks, error_logs or job_outcomes: how many, and how many of them were bad. */
export interface CountCell extends FeatureCell {
  readonly rows: number;
  readonly bad: number;
}

/** A row of device_state_history or configuration_history, by when it became known. */
export interface ChangePoint {
  readonly atMs: number;
  readonly knownMs: number;
  /** The state after it; null for a change of configuration. */
  readonly state: string | null;
}

/** What labels are made of: what happened afterwards, whenever it became known. */
export interface Outcomes {
  /** When the device went into a state in which it does not work. */
  readonly failures: readonly number[];
  readonly jobs: readonly { readonly atMs: number; readonly succeeded: boolean }[];
  readonly changes: readonly { readonly atMs: number; readonly helped: boolean }[];
}

/** Everything of one device that its features and labels of a day are made of. */
export interface DeviceHistory {
  readonly metrics: readonly MetricCell[];
  readonly checks: readonly CountCell[];
  readonly errors: readonly CountCell[];
  readonly jobs: readonly CountCell[];
  readonly states: readonly ChangePoint[];
  readonly changes: readonly ChangePoint[];
  readonly outcomes: Outcomes;
}
