import { sql } from 'kysely';
import { parameterFault } from '../../parameters/parameter-fault.ts';
import type { Parameters } from '../../parameters/parameters.ts';
import { readSingle } from '../../parameters/parameters.ts';
import type { Reader } from '../../run-read.ts';
import type { RollupRequest } from './rollup-request.ts';
import { rollupRows } from './rollup-rows.ts';

/** Source rows by hour of the day. */
export interface HoursOfDay {
  readonly timezone: string;
  /** The hour with the most; null of nothing. */
  readonly peak_hour: number | null;
  /** 24 counts, from the hour after midnight on; none where hours are not kept any more. */
  readonly calls: readonly number[];
}

/** The zone that is asked for, UTC unless given. Throws parameter_invalid for one that is not known. */
export function readTimezone(parameters: Parameters): string {
  const timezone = readSingle(parameters, 'timezone');
  if (timezone === undefined) return 'UTC';
  // An offset such as +02:00 is a zone to JavaScript, and the opposite one to PostgreSQL.
  if (/^[A-Za-z]/.test(timezone) && isKnownZone(timezone)) return timezone;
  throw parameterFault('timezone', 'is the name of a zone, for example Europe/Berlin');
}

function isKnownZone(timezone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).format(0) !== '';
  } catch {
    return false;
  }
}

/**
 * Counts source rows by hour of the day. In a zone that is not whole hours from UTC, an hour counts
 * where it begins.
 */
export async function readHoursOfDay(
  reader: Reader,
  request: RollupRequest,
  timezone: string,
): Promise<HoursOfDay> {
  const { fromMs, removed } = request.range;
  if (removed !== undefined && removed.hour > fromMs) {
    return { timezone, peak_hour: null, calls: [] };
  }
  const rowsOfHours = rollupRows(request, [sql.ref('bucket'), sql.ref('count')], 'hour');
  // The buckets are added up before their hours are looked up: there are far fewer of them than rows.
  const { rows } = await sql<{ hour: number; count: number }>`
    select extract(hour from bucket at time zone ${timezone})::integer as hour,
      sum(count)::bigint as count
    from (select bucket, sum(count) as count from ${rowsOfHours} as rows group by bucket) as buckets
    group by 1`.execute(reader);
  const counts = new Map(rows.map(({ hour, count }) => [hour, count]));
  const calls = Array.from({ length: 24 }, (_, hour) => counts.get(hour) ?? 0);
  const most = Math.max(...calls);
  return { timezone, peak_hour: most === 0 ? null : calls.indexOf(most), calls };
}
