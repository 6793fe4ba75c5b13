import { formatClock, formatDay, formatLength } from '../../time/format-time.ts';
import { isZone } from '../../time/zone.ts';

interface Hours {
  readonly is_open: boolean;
  readonly next_open_at: string | null;
  readonly next_close_at: string | null;
  readonly timezone: string;
}

const dayMs = 86_400_000;

/** What the clocks of a site show; '–' where its zone is not known here. */
export const localTime = (timezone: string, nowMs: number): string =>
  isZone(timezone) ? formatClock(nowMs, timezone) : '–';

/** `closes in 3 h, 20:00`, `opens 23 Nov 08:00`; `always open` where no hours are given. */
export function nextInWords(
  { is_open, next_open_at, next_close_at, timezone }: Hours,
  nowMs: number,
): string {
  const next = is_open ? next_close_at : next_open_at;
  if (next === null) return is_open ? 'always open' : 'no opening is given';
  const ms = Date.parse(next);
  const zone = isZone(timezone) ? timezone : 'UTC';
  const verb = is_open ? 'closes' : 'opens';
  if (ms - nowMs >= dayMs) return `${verb} ${formatDay(ms, zone, nowMs)} ${formatClock(ms, zone)}`;
  return `${verb} in ${formatLength(ms - nowMs)}, ${formatClock(ms, zone)}`;
}

/** What was sold against what was expected, in percent; undefined where either is not known. */
export const shareOf = (sold: number | null, expected: number | null): number | undefined =>
  sold === null || expected === null || expected === 0
    ? undefined
    : Math.round((100 * sold) / expected);
