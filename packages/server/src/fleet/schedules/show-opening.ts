import type { AnswerOf, showSchedules } from '@homepot/catalogue';
import { openingAt } from './opening-at.ts';
import type { SiteSchedule } from './site-schedule.ts';

const minuteMs = 60_000;

const isoOf = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString();

/** The time at the site with its offset, e.g. `2026-01-31T13:45:00+05:45`. */
function localTime({ clock }: SiteSchedule, atMs: number): string {
  const localMs = clock.readLocalMs(atMs);
  const minutes = Math.round(Math.abs(localMs - atMs) / minuteMs);
  const two = (number: number) => String(number).padStart(2, '0');
  const sign = localMs < atMs ? '-' : '+';
  const offset = `${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return `${new Date(localMs).toISOString().slice(0, 19)}${offset}`;
}

/** What a schedule says of an instant, as the API tells it. */
export function showOpening(
  schedule: SiteSchedule,
  atMs: number,
): AnswerOf<typeof showSchedules>['now'] {
  const opening = openingAt(schedule, atMs);
  return {
    at: new Date(atMs).toISOString(),
    local_time: localTime(schedule, atMs),
    is_open: opening.isOpen,
    is_peak: opening.isPeak,
    in_maintenance_window: opening.inMaintenanceWindow,
    next_open_at: isoOf(opening.nextOpenAtMs),
    next_close_at: isoOf(opening.nextCloseAtMs),
    next_maintenance_at: isoOf(opening.nextMaintenanceAtMs),
  };
}
