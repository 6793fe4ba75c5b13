import type { Histogram } from '../../drain/index.ts';
import {
  createHistogram,
  decodeHistogram,
  mergeHistogram,
  readQuantile,
} from '../../drain/index.ts';
import type { RollupRow } from './rollup-rows.ts';

/** What is known of some rows of a rollup, added up. */
export interface ValueStatistics {
  /** How many source rows. */
  count: number;
  /** How many of them had a value. */
  measured: number;
  sum: number;
  minimum: number;
  maximum: number;
  readonly histogram: Histogram;
  /** How many source rows, by the dimension that says how they ended. */
  readonly countsByEnd: Map<string, number>;
}

export function createValueStatistics(): ValueStatistics {
  return {
    count: 0,
    measured: 0,
    sum: 0,
    minimum: Number.POSITIVE_INFINITY,
    maximum: Number.NEGATIVE_INFINITY,
    histogram: createHistogram(),
    countsByEnd: new Map(),
  };
}

/** The numbers of one row; `end` is its value of the dimension that says how source rows ended. */
export const readValueStatistics = (row: RollupRow, end: string): ValueStatistics => ({
  count: row.count,
  measured: row.value_count,
  sum: row.value_sum,
  minimum: row.value_minimum ?? Number.POSITIVE_INFINITY,
  maximum: row.value_maximum ?? Number.NEGATIVE_INFINITY,
  histogram: decodeHistogram(row.histogram),
  countsByEnd: new Map([[end, row.count]]),
});

/** Adds all that is known in `from` to `into`. */
export function mergeValueStatistics(into: ValueStatistics, from: ValueStatistics): void {
  into.count += from.count;
  into.measured += from.measured;
  into.sum += from.sum;
  into.minimum = Math.min(into.minimum, from.minimum);
  into.maximum = Math.max(into.maximum, from.maximum);
  for (const [end, count] of from.countsByEnd) {
    into.countsByEnd.set(end, (into.countsByEnd.get(end) ?? 0) + count);
  }
  mergeHistogram(into.histogram, from.histogram);
}

/** Mean, bounds and percentiles, named after the unit; null where no row had a value. */
export function showValueStatistics(
  { measured, sum, minimum, maximum, histogram }: ValueStatistics,
  unit: string,
): Record<string, number | null> {
  const quantile = (p: number) => readQuantile(histogram, p, { minimum, maximum }) ?? null;
  const known = measured > 0;
  return {
    [`avg_${unit}`]: known ? sum / measured : null,
    [`min_${unit}`]: known ? minimum : null,
    [`max_${unit}`]: known ? maximum : null,
    [`p50_${unit}`]: quantile(0.5),
    [`p95_${unit}`]: quantile(0.95),
    [`p99_${unit}`]: quantile(0.99),
  };
}

/** A share in percent; null of nothing. */
export const percentOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : (100 * part) / whole;
