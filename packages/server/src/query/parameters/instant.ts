/**
 * An instant as this room keeps it: `2026-01-31T08:00:00.123456Z`, UTC, always six decimals. Texts
 * of this form sort as the instants do, keep the microseconds that a JavaScript date loses, and are
 * what the store returns.
 */
export type Instant = string;

/** How an instant was written: with a time of day, or as the whole day. */
export interface ReadInstant {
  readonly instant: Instant;
  readonly isDate: boolean;
}

const dayMs = 86_400_000;
const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const firstMs = Date.parse('0001-01-01T00:00:00Z');

// A `+` in an address is read as a blank, so a blank before the zone stands for it.
const form =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[ +-]\d{2}(?::?\d{2})?)?)?$/i;

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Milliseconds since 1970 as an instant, with further microseconds. */
export function writeInstant(milliseconds: number, microseconds = '000'): Instant {
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${microseconds}Z`;
}

/** Milliseconds since 1970; the microseconds are cut off. */
export function instantMs(instant: Instant): number {
  return Date.parse(`${instant.slice(0, 23)}Z`);
}

/**
 * Reads ISO 8601: an instant with a zone (without one it is UTC) or a date, which stands for its
 * first moment in UTC. Digits beyond the microsecond are cut off. Undefined for anything else, days
 * that do not exist and years outside 0001 to 9999 included.
 */
export function readInstant(text: string): ReadInstant | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, day = '', minute, second = '00', fraction = '', zone] = match;
  const digits = fraction.slice(0, 6).padEnd(6, '0');
  const local = `${day}T${minute ?? '00:00'}:${second}.${digits.slice(0, 3)}`;
  const localMs = Date.parse(`${local}Z`);
  // Date.parse rolls 30 February and 24:00 over; what does not come back as written is no instant.
  if (Number.isNaN(localMs) || writeInstant(localMs, '') !== `${local}Z`) return undefined;
  const milliseconds = localMs - zoneMs(zone);
  if (milliseconds < firstMs || milliseconds > lastMs) return undefined;
  return { instant: writeInstant(milliseconds, digits.slice(3)), isDate: minute === undefined };
}

/** The first moment of the day after. The end of time stays where it is. */
export function nextDay(instant: Instant): Instant {
  return writeInstant(Math.min(instantMs(instant) + dayMs, lastMs));
}

/** The instant a microsecond later. */
export function nextMicrosecond(instant: Instant): Instant {
  const microseconds = Number(instant.slice(23, 26)) + 1;
  return microseconds < 1_000
    ? `${instant.slice(0, 23)}${String(microseconds).padStart(3, '0')}Z`
    : writeInstant(instantMs(instant) + 1);
}
