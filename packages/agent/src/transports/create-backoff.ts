import { limits } from '../limits.ts';
import type { TransportFailure } from '../transport.ts';

/** How long to wait before the way to the house is tried again. */
export interface Backoff {
  /** Milliseconds to wait after a further failure in a row. */
  next(failure: TransportFailure): number;
  reset(): void;
}

/**
 * Bounds that double, and a pause drawn at random from the upper half below the bound, so that
 * devices that lost the same house do not return in step. A refused credential waits much longer: it
 * will hardly get better by itself.
 */
export function createBackoff(random: () => number): Backoff {
  let failures = 0;
  return {
    next(failure) {
      const isRefused = failure === 'refused';
      const first = isRefused ? limits.refusedMillisecondsMin : limits.reconnectMillisecondsMin;
      const last = isRefused ? limits.refusedMillisecondsMax : limits.reconnectMillisecondsMax;
      const bound = Math.min(last, first * 2 ** Math.min(failures, 20));
      failures += 1;
      return bound / 2 + (random() * bound) / 2;
    },
    reset() {
      failures = 0;
    },
  };
}
