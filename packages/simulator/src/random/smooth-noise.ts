import type { RandomKey } from './keyed-random.ts';
import { normalAt } from './keyed-random.ts';

/**
 * Noise that moves like a real gauge: with mean 0 and deviation 1 at every instant, and neighbouring
 * instants alike. Normal numbers stand every `periodMs`; between two of them both count, by distance.
 */
export function smoothNoise(key: RandomKey, atMs: number, periodMs: number): number {
  const place = atMs / periodMs;
  const index = Math.floor(place);
  const weight = place - index;
  const before = normalAt(key, index);
  const after = normalAt(key, index + 1);
  // Two independent numbers mixed vary less than one; this keeps the deviation the same throughout.
  const scale = Math.sqrt((1 - weight) ** 2 + weight ** 2);
  return (before * (1 - weight) + after * weight) / scale;
}
