import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Reader } from '../run-read.ts';
import type { Finding } from './finding.ts';
import { createFinding } from './finding.ts';
import type { JudgedDevice, QualityScope } from './quality-scope.ts';
import { ofDevices } from './quality-scope.ts';

interface Fall {
  readonly device_id: string;
  readonly before: string;
  readonly at: string;
  readonly high: number;
  readonly low: number;
}

/** The local date of an instant, one formatter a zone. */
function createDateOf(): (timezone: string, instant: string) => string {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (timeZone, instant) => {
    const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone });
    formats.set(timeZone, format);
    return format.format(new Date(instant));
  };
}

/** Finds days on which a device had fewer transactions later than before: the counter only grows. */
export async function judgeCounters(
  reader: Reader,
  scope: QualityScope,
  devices: readonly JudgedDevice[],
): Promise<readonly Finding[]> {
  const { rows } = await sql<Fall>`
    select * from (
      select t.device_id, t."timestamp" as at, t.transaction_count as low,
        lag(t."timestamp") over series as before, lag(t.transaction_count) over series as high
      from device_metrics t where ${ofDevices(scope, true)} and t.transaction_count is not null
      window series as (partition by t.device_id order by t."timestamp", t.id)) step
    where low < high limit ${limits.suspectsMax}`.execute(reader);
  const zoneOf = new Map(devices.map(({ device_id, timezone }) => [device_id, timezone]));
  const dateOf = createDateOf();
  const falls = rows.filter(({ device_id, before, at }) => {
    const zone = zoneOf.get(device_id) ?? 'UTC';
    return dateOf(zone, before) === dateOf(zone, at);
  });
  const [first] = falls;
  if (first === undefined) return [];
  const about = { kind: 'impossible_value', what: 'transaction_count', table: 'device_metrics' };
  const message = 'transaction_count fell within a day of the site';
  const example = {
    device_id: first.device_id,
    timestamp: first.at,
    value: `${first.high} -> ${first.low}`,
  };
  return [
    createFinding({ ...about, kind: 'impossible_value', count: falls.length, message }, example),
  ];
}
