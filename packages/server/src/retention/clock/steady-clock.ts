import type { Clock } from '../../kernel/index.ts';

/**
 * A clock that is looked at once and then counts by itself: one that is set ahead meanwhile changes nothing. One that
 * is set back is followed, since earlier only ever keeps more.
 */
export function createSteadyClock({ nowMs, monotonicMs }: Clock): Clock {
  const offsetMs = nowMs() - monotonicMs();
  return { nowMs: () => Math.min(offsetMs + monotonicMs(), nowMs()), monotonicMs };
}
