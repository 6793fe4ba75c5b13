/** A time zone as the IANA names it, e.g. `Europe/London` or `UTC`. */
export type Zone = string;

/** The zone of this browser. */
export const myZone: Zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const formats = new Map<Zone, Intl.DateTimeFormat>();

function formatOf(zone: Zone): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, format);
  return format;
}

/** What the clocks of a zone show, in two-digit texts. */
export function localParts(ms: number, zone: Zone): Readonly<Record<string, string>> {
  return Object.fromEntries(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
}

/** The instant at which the clocks of a zone show what the clocks of UTC show at `wallMs`. */
function instantOf(wallMs: number, zone: Zone): number {
  const offsetAt = (ms: number): number => {
    const { year, month, day, hour, minute, second } = localParts(ms, zone);
    return (
      Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) -
      Math.floor(ms / 1_000) * 1_000
    );
  };
  const guess = wallMs - offsetAt(wallMs);
  return wallMs - offsetAt(guess);
}

/** Reads `2026-11-20`, `2026-11-20 08:00` or an instant with its own zone; undefined where it is none. */
export function readLocalMs(text: string, zone: Zone): number | undefined {
  const [, day, time = '00:00'] =
    /^(\d{4}-\d\d-\d\d)(?:[ t](\d{1,2}:\d\d(?::\d\d)?))?$/i.exec(text.trim()) ?? [];
  if (day === undefined) {
    const ms = /z$|[+-]\d\d:\d\d$/i.test(text) ? Date.parse(text.toUpperCase()) : Number.NaN;
    return Number.isNaN(ms) ? undefined : ms;
  }
  const wallMs = Date.parse(`${day}T${time.padStart(5, '0')}Z`);
  return Number.isNaN(wallMs) ? undefined : instantOf(wallMs, zone);
}

/** When the day of an instant began in a zone. */
export function dayStartMs(ms: number, zone: Zone): number {
  const { year, month, day } = localParts(ms, zone);
  return readLocalMs(`${year}-${month}-${day}`, zone) ?? ms;
}

/** Whether this runtime knows a zone. */
export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}
