import { formatClock, formatDay } from '../time/format-time.ts';
import type { Zone } from '../time/zone.ts';

const dayMs = 86_400_000;

/** What stands at a place of the time axis: the clock, at midnight and in long ranges the day. */
export function tickText(ms: number, zone: Zone, lengthMs: number): string {
  const clock = formatClock(ms, zone, lengthMs < 600_000);
  if (lengthMs > 4 * dayMs || clock === '00:00') return formatDay(ms, zone, ms);
  return clock;
}
