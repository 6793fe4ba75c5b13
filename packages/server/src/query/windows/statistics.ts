import { limits } from '../../kernel/index.ts';

/** What a window says about one metric. */
export interface MetricStatistics {
  /** Values that stand behind the numbers: reports, or instants of the grid. */
  readonly samples: number;
  /** How many independent values these are worth: less where each resembles the one before. */
  readonly effective: number;
  readonly mean: number;
  /** The mean with the outer tenth on each side drawn in, so that a rare spike does not decide. */
  readonly level: number;
  readonly p95: number;
  /** Standard deviation. */
  readonly sd: number;
  /** Median distance from the median. */
  readonly mad: number;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The value below which `share` of the sorted values lie, interpolated. */
export function quantileOf(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** The middle of values in any order; NaN of none. */
export const medianOf = (values: readonly number[]): number =>
  quantileOf(
    values.toSorted((a, b) => a - b),
    0.5,
  );

function winsorisedMean(sorted: readonly number[]): number {
  const low = quantileOf(sorted, 0.1);
  const high = quantileOf(sorted, 0.9);
  return meanOf(sorted.map((value) => Math.min(high, Math.max(low, value))));
}

/**
 * How many independent values a series is worth, n (1 - r) / (1 + r), with r its correlation from one
 * value to the next. A short series shows less of it than there is, which is put back.
 */
function effectiveSamples(values: readonly number[], mean: number, squares: number): number {
  const count = values.length;
  if (count < 3 || squares <= 0) return count;
  let products = 0;
  for (let i = 1; i < count; i += 1) {
    products += ((values[i] ?? 0) - mean) * ((values[i - 1] ?? 0) - mean);
  }
  const seen = products / squares;
  const r = Math.min(limits.correlationMax, Math.max(0, seen + (1 + 4 * seen) / count));
  return (count * (1 - r)) / (1 + r);
}

/** Summarises a series in the order of time. Returns undefined for an empty one. */
export function summarise(values: readonly number[]): MetricStatistics | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const median = quantileOf(sorted, 0.5);
  return {
    samples: values.length,
    effective: effectiveSamples(values, mean, squares),
    mean,
    level: winsorisedMean(sorted),
    p95: quantileOf(sorted, 0.95),
    sd: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)),
    mad: medianOf(values.map((value) => Math.abs(value - median))),
  };
}
