import { provenances } from '@homepot/catalogue';
import type { Histogram } from '../../../drain/index.ts';
import { createHistogram, mergeHistogram, readQuantile } from '../../../drain/index.ts';

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

/** The count of every provenance, those without rows included. */
export function showProvenance(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries(provenances.map((name) => [name, counts.get(name) ?? 0]));
}

/** The counts of all names of both. */
export function addCounts(
  a: ReadonlyMap<string, number>,
  b: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  return new Map([...a, ...b].map(([name]) => [name, (a.get(name) ?? 0) + (b.get(name) ?? 0)]));
}
