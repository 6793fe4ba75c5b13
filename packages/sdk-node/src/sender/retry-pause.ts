import { limits } from '../limits.ts';

/**
 * Milliseconds before a batch is sent again. Drawn at random below a bound that doubles, so that
 * programs that lost the same server do not return in step; never before the server's `Retry-After`.
 */
export function readRetryPauseMs(
  attempt: number,
  afterMs: number | undefined,
  random: () => number = Math.random,
): number {
  const bound = Math.min(limits.retryMsMax, limits.retryMsFirst * 2 ** Math.min(attempt - 1, 20));
  const asked = Math.min(limits.retryAfterMsMax, afterMs ?? 0);
  return asked + bound / 10 + random() * bound * 0.9;
}
