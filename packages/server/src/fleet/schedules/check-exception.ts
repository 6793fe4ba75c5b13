import type { BodyOf, putScheduleException } from '@homepot/catalogue';
import { HomepotError } from '../../kernel/index.ts';
import type { ScheduleException } from './schedule-line.ts';

const fault = (path: string, message: string): HomepotError =>
  new HomepotError('schedule_invalid', { path, message });

/** Years of days that keep other hours: far beyond any shop, and within what every part can count. */
const years = { first: '1900', last: '2999' } as const;

/** Whether a text of the form `YYYY-MM-DD` is a day that exists. */
function isDay(date: string): boolean {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

/**
 * A day that keeps other hours, with everything that was left out: closed, unless it has hours.
 * Throws schedule_invalid with the field at fault.
 */
export function checkException(
  date: string,
  given: BodyOf<typeof putScheduleException>,
): ScheduleException {
  const { open_time = null, close_time = null, notes = null } = given;
  const is_closed = given.is_closed ?? (open_time === null && close_time === null);
  if (!isDay(date)) throw fault('date', `There is no day ${date}`);
  const year = date.slice(0, 4);
  if (year < years.first || year > years.last) {
    throw fault('date', `The year must lie from ${years.first} to ${years.last}`);
  }
  if (is_closed && (open_time !== null || close_time !== null)) {
    throw fault('is_closed', 'A day that is closed has no opening hours');
  }
  if (!is_closed && open_time === null) throw fault('open_time', 'The day needs its hours');
  if (!is_closed && close_time === null) throw fault('close_time', 'The day needs its hours');
  return { date, is_closed, open_time, close_time, notes };
}
