import { deviceHourMeasurements } from '@homepot/catalogue';
import type { Held, Span, Step } from './hold-steps.ts';
import { holdSteps } from './hold-steps.ts';

type DeviceHourMeasurement = (typeof deviceHourMeasurements)[number];

/** A row of `device_metrics`; null where something was not measured. */
export type MeasuredRow = {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly transaction_count: number | null;
} & { readonly [Name in DeviceHourMeasurement]: number | null };

/** What is known of one measurement over some time. */
export interface HeldMeasurement {
  /** For how long it is known, in seconds; the rest are gaps. */
  readonly seconds: number;
  /** Over these seconds; null where there are none, like the others. */
  readonly mean: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** What it did not exceed for 95 % of these seconds. */
  readonly p95: number | null;
}

/** What is known of a device over an hour. */
export interface DeviceHour {
  /** Rows in the hour. */
  readonly samples: number;
  /** By how much the count of transactions grew. */
  readonly transactions: number;
  readonly measurements: { readonly [Name in DeviceHourMeasurement]: HeldMeasurement };
}

const nothing: HeldMeasurement = {
  seconds: 0,
  mean: null,
  minimum: null,
  maximum: null,
  p95: null,
};

/** The least value that what was held did not exceed for `share` of the time. */
function quantileOf(sorted: readonly Held[], totalMs: number, share: number): number {
  let passedMs = 0;
  for (const { value, milliseconds } of sorted) {
    passedMs += milliseconds;
    if (passedMs >= share * totalMs) return value;
  }
  return sorted.at(-1)?.value ?? Number.NaN;
}

function summarise(held: readonly Held[]): HeldMeasurement {
  const totalMs = held.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  if (totalMs === 0) return nothing;
  const sorted = held.toSorted((a, b) => a.value - b.value);
  const weighted = held.reduce((sum, { value, milliseconds }) => sum + value * milliseconds, 0);
  return {
    seconds: totalMs / 1_000,
    mean: weighted / totalMs,
    minimum: sorted[0]?.value ?? null,
    maximum: sorted.at(-1)?.value ?? null,
    p95: quantileOf(sorted, totalMs, 0.95),
  };
}

const stepsOf = (
  rows: readonly MeasuredRow[],
  column: DeviceHourMeasurement | 'transaction_count',
): readonly Step[] =>
  rows.flatMap((row) => {
    const value = row[column];
    return value === null ? [] : [{ atMs: row.atMs, value }];
  });

/**
 * By how much a count that begins again each day grew, told at the later of two rows. A smaller count
 * than before is a new beginning. What was before a gap is not known, so growth over it is left out.
 */
function countGrowth(steps: readonly Step[], { fromMs, toMs }: Span, holdMs: number): number {
  let grown = 0;
  for (const [i, { atMs, value }] of steps.entries()) {
    const before = steps[i - 1];
    if (before === undefined || atMs < fromMs || atMs >= toMs) continue;
    if (atMs - before.atMs > holdMs) continue;
    grown += value >= before.value ? value - before.value : value;
  }
  return grown;
}

/**
 * Sums up an hour, or a part of one, of a device. `rows` begin up to `holdMs` before it and are in the
 * order of time. Undefined where nothing is known.
 */
export function summariseHour(
  rows: readonly MeasuredRow[],
  span: Span,
  holdMs: number,
): DeviceHour | undefined {
  const measurements = deviceHourMeasurements.map(
    (name) => [name, summarise(holdSteps(stepsOf(rows, name), span, holdMs))] as const,
  );
  const samples = rows.filter(({ atMs }) => atMs >= span.fromMs && atMs < span.toMs).length;
  if (samples === 0 && measurements.every(([, { seconds }]) => seconds === 0)) return undefined;
  return {
    samples,
    transactions: countGrowth(stepsOf(rows, 'transaction_count'), span, holdMs),
    measurements: Object.fromEntries(measurements) as DeviceHour['measurements'],
  };
}
