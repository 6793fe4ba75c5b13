const dayMicros = 86_400_000_000;
/** Years whose instants are exact as microseconds in a number. */
const yearMin = 1900;
const yearMax = 2199;

/** The number of two digits at `at`, or NaN. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysInMonth(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (monthDays[month - 1] ?? 0) + (leap ? 1 : 0);
}

/** Days since 1970 of a date of the Gregorian calendar (Howard Hinnant's days_from_civil). */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The rows of a batch mostly fall on the same day, which is worked out once. */
let lastDate = '1970-01-01';
let lastDay = 0;

/** Days since 1970 of `YYYY-MM-DD` at the start of the text, or NaN. */
function parseDate(text: string): number {
  if (text.startsWith(lastDate)) return lastDay;
  const day = calculateDay(text);
  if (Number.isNaN(day)) return day;
  lastDate = text.slice(0, 10);
  lastDay = day;
  return day;
}

function calculateDay(text: string): number {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const dashed = text.charCodeAt(4) === 0x2d && text.charCodeAt(7) === 0x2d;
  const inYears = year >= yearMin && year <= yearMax;
  if (!dashed || !inYears || !(month >= 1 && month <= 12)) return Number.NaN;
  if (!(day >= 1 && day <= daysInMonth(year, month))) return Number.NaN;
  return daysSince1970(year, month, day);
}

/** Seconds since midnight of `HH:MM:SS` at 11, or NaN. */
function parseTime(text: string): number {
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const dotted = text.charCodeAt(13) === 0x3a && text.charCodeAt(16) === 0x3a;
  return dotted && hour <= 23 && minute <= 59 && second <= 59
    ? hour * 3_600 + minute * 60 + second
    : Number.NaN;
}

/** Minutes of `hh:mm`, `hhmm` or `hh` from `at` to the end of the text, or NaN. */
function parseOffset(text: string, at: number): number {
  const colon = text.charCodeAt(at + 2) === 0x3a;
  const length = text.length - at;
  if (length !== (colon ? 5 : 4) && length !== 2) return Number.NaN;
  const hours = twoDigits(text, at);
  const minutes = length === 2 ? 0 : twoDigits(text, at + (colon ? 3 : 2));
  return hours <= 15 && minutes <= 59 ? hours * 60 + minutes : Number.NaN;
}

/** Minutes ahead of UTC of `Z` or an offset with its sign, from `at` to the end, or NaN. */
function parseZone(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if (sign === 0x5a || sign === 0x7a) return text.length - at === 1 ? 0 : Number.NaN;
  if (sign === 0x2b) return parseOffset(text, at + 1);
  return sign === 0x2d ? -parseOffset(text, at + 1) : Number.NaN;
}

/**
 * Microseconds since 1970 of an instant in ISO 8601 with a zone, e.g. `2026-01-31T08:00:00.5+01:00`;
 * NaN when the text is none. Digits beyond the microsecond are cut off. A space may stand for the
 * `T`. Written by hand because it runs once or more for every record; `Date` is ten times slower
 * and knows milliseconds only.
 */
export function parseInstant(text: string): number {
  const separator = text.charCodeAt(10);
  if (separator !== 0x54 && separator !== 0x74 && separator !== 0x20) return Number.NaN;
  let at = 19;
  let micros = 0;
  if (text.charCodeAt(at) === 0x2e) {
    let unit = 100_000;
    const first = ++at;
    for (;;) {
      const digit = text.charCodeAt(at) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      micros += digit * unit;
      unit = unit <= 1 ? 0 : unit / 10;
      at++;
    }
    if (at === first || at - first > 9) return Number.NaN;
  }
  const seconds = parseTime(text) - parseZone(text, at) * 60;
  return parseDate(text) * dayMicros + seconds * 1_000_000 + micros;
}

/** The day, whole days since 1970 in UTC, on which an instant in microseconds falls. */
export function dayOf(micros: number): number {
  return Math.floor(micros / dayMicros);
}
