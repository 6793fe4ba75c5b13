import { callerLimits } from '@homepot/catalogue';
import type { Bounds, Histogram } from './histogram.ts';
import { addToHistogram, createHistogram, mergeHistogram } from './histogram.ts';

/** What is known of one value of some rows. */
export interface ValueAccumulator extends Bounds {
  /** How many rows had it. */
  count: number;
  sum: number;
  /** Infinity while there is no value. */
  minimum: number;
  /** -Infinity while there is no value. */
  maximum: number;
  readonly histogram: Histogram;
}

/** What is known of the rows of one bucket and one set of dimensions. */
export interface Accumulator {
  count: number;
  /** In the order of the values of the rollup. */
  readonly values: readonly ValueAccumulator[];
}

function createValueAccumulator(): ValueAccumulator {
  return {
    count: 0,
    sum: 0,
    minimum: Number.POSITIVE_INFINITY,
    maximum: Number.NEGATIVE_INFINITY,
    histogram: createHistogram(),
  };
}

/** Creates an accumulator of nothing for so many values. */
export function createAccumulator(values: number): Accumulator {
  return { count: 0, values: Array.from({ length: values }, createValueAccumulator) };
}

/**
 * Adds one value. One that is absent (NaN) or beyond `numberMagnitudeMax` is none: a sum that
 * overflows would be an error in PostgreSQL, for everybody who asks.
 */
export function addValue(into: ValueAccumulator, value: number): void {
  if (!(Math.abs(value) <= callerLimits.numberMagnitudeMax)) return;
  into.count += 1;
  into.sum += value;
  if (value < into.minimum) into.minimum = value;
  if (value > into.maximum) into.maximum = value;
  addToHistogram(into.histogram, value);
}

/** Adds all that `from` has seen to `into`; both are of the same rollup. */
export function mergeAccumulator(into: Accumulator, from: Accumulator): void {
  into.count += from.count;
  for (const [place, value] of from.values.entries()) {
    const known = into.values[place];
    if (known === undefined || value.count === 0) continue;
    known.count += value.count;
    known.sum += value.sum;
    known.minimum = Math.min(known.minimum, value.minimum);
    known.maximum = Math.max(known.maximum, value.maximum);
    mergeHistogram(known.histogram, value.histogram);
  }
}
