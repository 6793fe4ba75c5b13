import type { LocalClock } from './local-clock.ts';

/** A part of the day in milliseconds since its midnight; the end lies beyond 24 h past midnight. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What one day of the week brings. */
export interface DayPlan {
  readonly open: readonly Span[];
  readonly peak: readonly Span[];
  readonly maintenance: readonly Span[];
}

/**
 * When a site is open, busy, and may be maintained, as it can be asked quickly.
 *
 * A span belongs to the day on which it begins, also with its part after midnight. A day that keeps
 * other hours replaces all opening hours that begin on it; what the evening before still holds after
 * midnight stays. Peak hours count as far as the site is open; maintenance windows stay as they are.
 * Where no line of the week gives hours, the site is always open, but for days that are closed;
 * where some do, a day without any is closed.
 */
export interface SiteSchedule {
  /** Monday first. */
  readonly week: readonly DayPlan[];
  /** Opening hours of single days, by the number of the day since 1970. */
  readonly exceptions: ReadonlyMap<number, readonly Span[]>;
  readonly clock: LocalClock;
}

export const dayMs = 86_400_000;

/** Round the clock. */
export const wholeDay: Span = { fromMs: 0, toMs: dayMs };

/** Milliseconds since midnight of `HH:MM` or `HH:MM:SS`. */
function timeOfDayMs(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}

/** From one time of day to another; an end that is not later lies on the next day. */
export function spanOf(from: string, to: string): Span {
  const fromMs = timeOfDayMs(from);
  const toMs = timeOfDayMs(to);
  return { fromMs, toMs: toMs > fromMs ? toMs : toMs + dayMs };
}

/** The number of a day since 1970, of `YYYY-MM-DD`. */
export const dayNumberOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs;
