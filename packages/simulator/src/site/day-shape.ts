import { Temporal } from 'temporal-polyfill';
import { hourMs, minuteMs } from '../units.ts';
import type { SitePlan, WeekLine } from './site-plan.ts';

/** A local day of a site: when it is, and how many transactions each of its minutes brings. */
export interface DayShape {
  readonly startMs: number;
  readonly endMs: number;
  /** Transactions of the whole site expected in each minute from `startMs` on. */
  readonly perMinute: Float32Array;
}

/** Transactions a day of one terminal, where the schedule does not say. */
const transactionsPerDeviceDefault = 120;
const rampMs = 45 * minuteMs;
const peakFactor = 2.2;
/** A quarter of an hour after opening, before it is as busy as later. */
const quietShare = 0.3;

interface Hours {
  readonly openMs: number;
  readonly closeMs: number;
  readonly peakStartMs: number;
  readonly peakEndMs: number;
  readonly volume: number;
}

const instantOf = (date: Temporal.PlainDate, time: string, timeZone: string): number =>
  date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;

/** Where a time of day lies before the one that it follows, it is meant of the next day. */
function instantAfter(
  date: Temporal.PlainDate,
  time: string,
  timeZone: string,
  afterMs: number,
): number {
  const sameDay = instantOf(date, time, timeZone);
  return sameDay > afterMs ? sameDay : instantOf(date.add({ days: 1 }), time, timeZone);
}

function hoursOf(
  plan: SitePlan,
  date: Temporal.PlainDate,
  line: WeekLine,
  volume: number,
): Hours | undefined {
  if (line.is_closed === true || !line.open_time || !line.close_time) return undefined;
  const openMs = instantOf(date, line.open_time, plan.timezone);
  const closeMs = instantAfter(date, line.close_time, plan.timezone, openMs);
  const peak = line.peak_hours_start && line.peak_hours_end;
  const peakStartMs = peak
    ? instantOf(date, line.peak_hours_start ?? '', plan.timezone)
    : openMs + (closeMs - openMs) * 0.4;
  const peakEndMs = peak
    ? instantAfter(date, line.peak_hours_end ?? '', plan.timezone, peakStartMs)
    : openMs + (closeMs - openMs) * 0.7;
  return { openMs, closeMs, peakStartMs, peakEndMs, volume };
}

/** A site without any hours is open all day, with people about by day. */
const alwaysOpen = (dayOfWeek: number): WeekLine => ({
  day_of_week: dayOfWeek,
  open_time: '00:00',
  close_time: '00:00',
  peak_hours_start: '11:00',
  peak_hours_end: '19:00',
});

/** The hours that begin on a local date. */
function readHours(plan: SitePlan, date: Temporal.PlainDate): readonly Hours[] {
  const dayOfWeek = date.dayOfWeek - 1;
  const fallback = transactionsPerDeviceDefault * plan.deviceCount;
  const regular =
    plan.week.length === 0
      ? [alwaysOpen(dayOfWeek)]
      : plan.week.filter((line) => line.day_of_week === dayOfWeek);
  const exception = plan.exceptions.find((day) => day.date === date.toString());
  if (exception !== undefined && exception.is_closed !== false) return [];
  const lines =
    exception?.open_time && exception.close_time
      ? [{ ...regular[0], ...exception, is_closed: false, day_of_week: dayOfWeek }]
      : regular;
  return lines.flatMap((line) => {
    const volume = line.expected_transaction_volume ?? fallback / Math.max(1, lines.length);
    return hoursOf(plan, date, line, volume) ?? [];
  });
}

const rise = (distanceMs: number): number => Math.min(1, Math.max(0, distanceMs / rampMs));

/** How busy an open instant is, beside the others of its hours: people come and go gradually. */
function weightAt({ openMs, closeMs, peakStartMs, peakEndMs }: Hours, atMs: number): number {
  if (atMs < openMs || atMs >= closeMs) return 0;
  const edge = Math.min(rise(atMs - openMs), rise(closeMs - atMs));
  const toPeak = rise(atMs - peakStartMs + rampMs) * rise(peakEndMs + rampMs - atMs);
  return (quietShare + (1 - quietShare) * edge) * (1 + (peakFactor - 1) * toPeak);
}

function addHours(perMinute: Float32Array, startMs: number, hours: Hours): void {
  let total = 0;
  for (let atMs = hours.openMs; atMs < hours.closeMs; atMs += minuteMs) {
    total += weightAt(hours, atMs);
  }
  const first = Math.max(0, Math.floor((hours.openMs - startMs) / minuteMs));
  for (let minute = first; minute < perMinute.length; minute += 1) {
    const atMs = startMs + minute * minuteMs;
    if (atMs >= hours.closeMs) return;
    perMinute[minute] = (perMinute[minute] ?? 0) + (weightAt(hours, atMs) * hours.volume) / total;
  }
}

/** The local day of a site that contains an instant. Hours past midnight of the day before count. */
export function createDayShape(plan: SitePlan, atMs: number): DayShape {
  const date = Temporal.Instant.fromEpochMilliseconds(atMs)
    .toZonedDateTimeISO(plan.timezone)
    .toPlainDate();
  const startMs = instantOf(date, '00:00', plan.timezone);
  const endMs = instantOf(date.add({ days: 1 }), '00:00', plan.timezone);
  // A day of 23 or 25 hours has as many minutes.
  const perMinute = new Float32Array(Math.min(26 * hourMs, endMs - startMs) / minuteMs);
  for (const hours of [...readHours(plan, date.subtract({ days: 1 })), ...readHours(plan, date)]) {
    if (hours.closeMs > startMs) addHours(perMinute, startMs, hours);
  }
  return { startMs, endMs, perMinute };
}
