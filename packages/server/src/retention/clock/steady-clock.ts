import type { Clock } from '../../kernel/index.ts';

/** A clock that is looked at once and then counts by itself: one that is set meanwhile changes nothing. */
export function createSteadyClock({ nowMs, monotonicMs }: Clock): Clock {
  const offsetMs = nowMs() - monotonicMs();
  return { nowMs: () => offsetMs + monotonicMs(), monotonicMs };
}
