import type { Bounds, Histogram } from './histogram.ts';
import { addToHistogram, createHistogram, mergeHistogram } from './histogram.ts';

/** What is known of the values of one bucket and one set of dimensions. */
export interface Accumulator extends Bounds {
  count: number;
  valueCount: number;
  valueSum: number;
  /** Infinity while there is no value. */
  minimum: number;
  /** -Infinity while there is no value. */
  maximum: number;
  readonly histogram: Histogram;
}

/** Creates an accumulator of nothing. */
export function createAccumulator(): Accumulator {
  return {
    count: 0,
    valueCount: 0,
    valueSum: 0,
    minimum: Number.POSITIVE_INFINITY,
    maximum: Number.NEGATIVE_INFINITY,
    histogram: createHistogram(),
  };
}

/** Adds one row. A value that is absent (NaN) or endless is a row without a value. */
export function addRow(into: Accumulator, value: number): void {
  into.count += 1;
  if (!Number.isFinite(value)) return;
  into.valueCount += 1;
  into.valueSum += value;
  if (value < into.minimum) into.minimum = value;
  if (value > into.maximum) into.maximum = value;
  addToHistogram(into.histogram, value);
}

/** Adds all that `from` has seen to `into`. */
export function mergeAccumulator(into: Accumulator, from: Accumulator): void {
  into.count += from.count;
  into.valueCount += from.valueCount;
  into.valueSum += from.valueSum;
  into.minimum = Math.min(into.minimum, from.minimum);
  into.maximum = Math.max(into.maximum, from.maximum);
  mergeHistogram(into.histogram, from.histogram);
}
