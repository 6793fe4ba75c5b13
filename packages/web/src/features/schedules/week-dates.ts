import type { Zone } from '../../time/zone.ts';
import { localParts, readLocalMs } from '../../time/zone.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** A day of a week at a site. */
export interface WeekDate {
  /** `2026-11-23`. */
  readonly date: string;
  /** Hours of it by its clocks: 24, or 23 and 25 where they are changed. */
  readonly hours: number;
}

const utcOf = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const dateOf = (utcMs: number): string => new Date(utcMs).toISOString().slice(0, 10);

/** The day on which an instant falls in a zone, as `2026-11-22`. */
export function localDate(ms: number, zone: Zone): string {
  const { year, month, day } = localParts(ms, zone);
  return `${year}-${month}-${day}`;
}

/** The Monday of the week of a day. */
export function mondayOf(date: string): string {
  const ms = utcOf(date);
  return dateOf(ms - ((Math.floor(ms / dayMs) + 3) % 7) * dayMs);
}

/** So many days later. */
export const addDays = (date: string, days: number): string => dateOf(utcOf(date) + days * dayMs);

/** How long a day is by the clocks of a zone, in hours. */
function hoursOf(date: string, zone: Zone): number {
  const from = readLocalMs(date, zone);
  const to = readLocalMs(addDays(date, 1), zone);
  return from === undefined || to === undefined ? 24 : (to - from) / hourMs;
}

/** The seven days from a Monday on. */
export const datesOfWeek = (monday: string, zone: Zone): readonly WeekDate[] =>
  Array.from({ length: 7 }, (_, day) => addDays(monday, day)).map((date) => ({
    date,
    hours: hoursOf(date, zone),
  }));

/** The next day from `date` on, within a year, that does not have 24 hours. */
export function nextClockChange(date: string, zone: Zone): WeekDate | undefined {
  const offsetAt = (day: string): number => {
    const ms = readLocalMs(day, zone) ?? utcOf(day);
    return utcOf(day) - ms;
  };
  // Weeks first: a change within one shows in the offset at its ends.
  for (let week = 0; week < 53; week += 1) {
    const start = addDays(date, week * 7);
    if (offsetAt(start) === offsetAt(addDays(start, 7))) continue;
    return Array.from({ length: 7 }, (_, day) => addDays(start, day))
      .map((each) => ({ date: each, hours: hoursOf(each, zone) }))
      .find(({ hours }) => hours !== 24);
  }
  return undefined;
}

/** Minutes since midnight that the clocks of a zone show. */
export function minutesNow(ms: number, zone: Zone): number {
  const { hour, minute } = localParts(ms, zone);
  return Number(hour) * 60 + Number(minute);
}
