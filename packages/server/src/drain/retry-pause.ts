import { setTimeout } from 'node:timers/promises';
import { limits } from '../kernel/index.ts';

/**
 * How long to wait after that many failures in a row, milliseconds: twice as long each time up to
 * `limits.retryPauseMillisecondsMax`, and by chance down to half of it, so that drains which failed
 * together do not come back together.
 */
export function retryPauseMs(failuresInRow: number, random: () => number = Math.random): number {
  const { retryPauseMillisecondsMin, retryPauseMillisecondsMax } = limits;
  const doubled = retryPauseMillisecondsMin * 2 ** Math.min(failuresInRow - 1, 30);
  return Math.min(doubled, retryPauseMillisecondsMax) * (0.5 + random() / 2);
}

/** Waits so long, or until the signal; never throws. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
}
