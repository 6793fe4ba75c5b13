import { limits } from '../../kernel/index.ts';
import type { MetricStatistics } from './statistics.ts';
import { summarise } from './statistics.ts';
import type { Grid } from './step-hold.ts';
import { growthPerMinute, holdSteps } from './step-hold.ts';

/** The columns of `device_metrics` that a window summarises as they are. */
export const heldMetrics = [
  'cpu_percent',
  'memory_percent',
  'disk_percent',
  'network_latency_ms',
  'error_rate',
  'active_connections',
  'queue_depth',
] as const;

/**
 * Every metric of a window: those columns; transactions as a rate; and of the reports themselves how
 * long the check took, the share of unhealthy ones, and the share of time in which none came.
 */
const windowMetrics = [
  ...heldMetrics,
  'transactions_per_minute',
  'response_time_ms',
  'unhealthy_share',
  'silent_share',
] as const;
export type WindowMetric = (typeof windowMetrics)[number];

/** A device and a time to summarise. */
export interface WindowRequest {
  readonly deviceId: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Between two reports of the device. */
  readonly intervalSeconds: number;
}

/** A row of `device_metrics`: null where it was not measured. */
export type MetricRow = { readonly atMs: number; readonly transaction_count: number | null } & {
  readonly [Name in (typeof heldMetrics)[number]]: number | null;
};

/** A row of `health_checks`. */
export interface ReportRow {
  readonly atMs: number;
  readonly isHealthy: boolean;
  readonly responseTimeMs: number | null;
}

/** What is known of a device over a time. */
export interface WindowSummary {
  readonly fromMs: number;
  readonly toMs: number;
  /** Reports that came. */
  readonly reports: number;
  /** Rows of `device_metrics`. */
  readonly samples: number;
  /** Absent where nothing was measured. */
  readonly metrics: { readonly [Name in WindowMetric]?: MetricStatistics };
}

function gridOf({ fromMs, toMs, intervalSeconds }: WindowRequest): Grid {
  const reports = Math.floor((toMs - fromMs) / (intervalSeconds * 1_000));
  return { fromMs, toMs, points: Math.min(limits.windowPointsMax, Math.max(1, reports)) };
}

/** 1 for each part of two intervals without a report; one report may be late. */
function listSilence(request: WindowRequest, reports: readonly ReportRow[]): number[] {
  const partMs = request.intervalSeconds * 2_000;
  const parts = Math.floor((request.toMs - request.fromMs) / partMs);
  const heard = new Set(reports.map(({ atMs }) => Math.floor((atMs - request.fromMs) / partMs)));
  return Array.from({ length: parts }, (_, part) => (heard.has(part) ? 0 : 1));
}

const isKnown = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined;

function holdColumn(
  rows: readonly MetricRow[],
  column: Exclude<keyof MetricRow, 'atMs'>,
  grid: Grid,
  holdMs: number,
): (number | undefined)[] {
  const steps = rows.flatMap((row) => {
    const value = row[column];
    return value === null ? [] : [{ atMs: row.atMs, value }];
  });
  return holdSteps(steps, grid, holdMs);
}

/**
 * Summarises what a device measured and reported. `metricRows` begin up to `holdMs` before the window,
 * so that what stood at its start is known; both lists are in the order of time.
 */
export function createWindowSummary(
  request: WindowRequest,
  metricRows: readonly MetricRow[],
  reports: readonly ReportRow[],
  holdMs: number,
): WindowSummary {
  const { fromMs, toMs } = request;
  const grid = gridOf(request);
  const held = (column: Exclude<keyof MetricRow, 'atMs'>) =>
    holdColumn(metricRows, column, grid, holdMs);
  const series: [WindowMetric, number[]][] = [
    ...heldMetrics.map((name): [WindowMetric, number[]] => [name, held(name).filter(isKnown)]),
    ['transactions_per_minute', growthPerMinute(held('transaction_count'), grid)],
    ['response_time_ms', reports.map(({ responseTimeMs }) => responseTimeMs).filter(isKnown)],
    ['unhealthy_share', reports.map(({ isHealthy }) => (isHealthy ? 0 : 1))],
    ['silent_share', listSilence(request, reports)],
  ];
  const statistics = series.flatMap(([name, values]) => {
    const summary = summarise(values);
    return summary === undefined ? [] : [[name, summary] as const];
  });
  return {
    fromMs,
    toMs,
    reports: reports.length,
    samples: metricRows.filter(({ atMs }) => atMs >= fromMs).length,
    metrics: Object.fromEntries(statistics),
  };
}
