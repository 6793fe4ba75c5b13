import { limits } from '../../kernel/index.ts';
import type { ExportValue } from '../privacy/create-treatment.ts';
import type {
  CountCell,
  DeviceHistory,
  FeatureCell,
  MetricCell,
  Outcomes,
} from './feature-cell.ts';
import { featureMeasurements } from './feature-cell.ts';

const hourMs = 3_600_000;
const dayHours = 24;

/** The features and labels of an hour, by name. */
export type Features = Readonly<Record<string, ExportValue>>;

/** The cells of the hours before `endMs` that were known then. */
function within<Cell extends FeatureCell>(
  cells: readonly Cell[],
  endMs: number,
  hours: number,
): readonly Cell[] {
  const startMs = endMs - hours * hourMs;
  return cells.filter(
    (cell) => cell.hourMs >= startMs && cell.hourMs < endMs && cell.knownMs <= endMs,
  );
}

const sumOf = (cells: readonly CountCell[], key: 'rows' | 'bad'): number =>
  cells.reduce((sum, cell) => sum + cell[key], 0);

function measure(cells: readonly MetricCell[], place: number) {
  let count = 0;
  let sum = 0;
  let maximum: number | null = null;
  for (const cell of cells) {
    const measured = cell.measured[place];
    if (measured === undefined || measured.count === 0) continue;
    count += measured.count;
    sum += measured.sum;
    if (measured.maximum !== null && (maximum === null || measured.maximum > maximum)) {
      maximum = measured.maximum;
    }
  }
  return { mean: count === 0 ? null : sum / count, maximum };
}

function measurements(hour: readonly MetricCell[], day: readonly MetricCell[]): Features {
  const named = featureMeasurements.flatMap((name, place) => {
    const [lastHour, lastDay] = [measure(hour, place), measure(day, place)];
    return [
      [`${name}_mean_1h`, lastHour.mean],
      [`${name}_max_1h`, lastHour.maximum],
      [`${name}_mean_24h`, lastDay.mean],
      [`${name}_max_24h`, lastDay.maximum],
    ] as const;
  });
  return Object.fromEntries(named);
}

function counts({ checks, errors, jobs }: DeviceHistory, endMs: number): Features {
  const [checksHour, checksDay] = [within(checks, endMs, 1), within(checks, endMs, dayHours)];
  const errorsDay = within(errors, endMs, dayHours);
  const jobsDay = within(jobs, endMs, dayHours);
  return {
    health_checks_1h: sumOf(checksHour, 'rows'),
    unhealthy_checks_1h: sumOf(checksHour, 'bad'),
    health_checks_24h: sumOf(checksDay, 'rows'),
    unhealthy_checks_24h: sumOf(checksDay, 'bad'),
    errors_1h: sumOf(within(errors, endMs, 1), 'rows'),
    errors_24h: sumOf(errorsDay, 'rows'),
    severe_errors_24h: sumOf(errorsDay, 'bad'),
    job_ends_24h: sumOf(jobsDay, 'rows'),
    job_failures_24h: sumOf(jobsDay, 'bad'),
  };
}

const hoursSince = (endMs: number, atMs: number | undefined): number | null =>
  atMs === undefined ? null : (endMs - atMs) / hourMs;

function changes({ states, changes: configured }: DeviceHistory, endMs: number): Features {
  const known = states.filter(({ atMs, knownMs }) => atMs < endMs && knownMs <= endMs);
  const last = known.at(-1);
  const change = configured.findLast(({ atMs, knownMs }) => atMs < endMs && knownMs <= endMs);
  return {
    state: last?.state ?? null,
    hours_in_state: hoursSince(endMs, last?.atMs),
    state_changes_24h: known.filter(({ atMs }) => atMs >= endMs - dayHours * hourMs).length,
    hours_since_change: hoursSince(endMs, change?.atMs),
  };
}

/** What came of it. `endOfKnowledgeMs`: what happened later nobody can know yet. */
function labels(
  { failures, jobs, changes: changed }: Outcomes,
  endMs: number,
  endOfKnowledgeMs: number,
): Features {
  const horizonMs = endMs + limits.exportLabelHours * hourMs;
  const isNext = (atMs: number) => atMs >= endMs && atMs < horizonMs;
  const failed = failures.some(isNext);
  const job = jobs.find(({ atMs }) => isNext(atMs));
  const change = changed.find(({ atMs }) => isNext(atMs));
  return {
    label_failed_within_24h: horizonMs > endOfKnowledgeMs ? null : failed,
    label_job_succeeded: job?.succeeded ?? null,
    label_change_helped: change?.helped ?? null,
  };
}

/**
 * The features and labels of a device for the hour that ends at `endMs`; undefined where nothing was
 * heard of it for 24 hours, as far as was known.
 */
export function computeFeatures(
  history: DeviceHistory,
  endMs: number,
  endOfKnowledgeMs: number,
): Features | undefined {
  const hour = within(history.metrics, endMs, 1);
  const day = within(history.metrics, endMs, dayHours);
  const rows = (cells: readonly MetricCell[]) => cells.reduce((sum, cell) => sum + cell.rows, 0);
  const counted = counts(history, endMs);
  if (rows(day) === 0 && counted.health_checks_24h === 0) return undefined;
  const start = new Date(endMs - hourMs);
  return {
    as_of: new Date(endMs).toISOString().replace('Z', '000Z'),
    hour_of_day: start.getUTCHours(),
    day_of_week: (start.getUTCDay() + 6) % 7,
    metrics_rows_1h: rows(hour),
    metrics_rows_24h: rows(day),
    ...measurements(hour, day),
    ...counted,
    ...changes(history, endMs),
    ...labels(history.outcomes, endMs, endOfKnowledgeMs),
  };
}
