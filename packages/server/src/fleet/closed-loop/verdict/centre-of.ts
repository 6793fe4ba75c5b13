import { limits } from '../../../kernel/index.ts';
import { medianOf } from '../../../query/index.ts';

/**
 * The middle of effects, by Hodges and Lehmann: the median of the means of all pairs. Nearly as sure as
 * the mean, but up to a quarter of the devices may do as they like: one that breaks by chance while
 * four are well says nothing about the change. Of very many, the plain median. NaN of none.
 */
export function centreOf(values: readonly number[]): number {
  if (values.length > limits.pairedEffectsMax) return medianOf(values);
  const pairs = values.flatMap((a, i) => values.slice(i).map((b) => (a + b) / 2));
  return medianOf(pairs);
}
