import type { AnswerOf, readSiteVolume } from '@homepot/catalogue';
import { callerLimits } from '@homepot/catalogue';
import type { Database } from '../../store/index.ts';
import type { Run } from '../schedules/opening-at.ts';
import { readSiteSchedules } from '../schedules/read-site-schedules.ts';
import { createExpectation } from './expected-by-hour.ts';
import type { SiteRow } from './find-site.ts';

type Answer = AnswerOf<typeof readSiteVolume>;
type Querier = Pick<Database, 'query'>;

const hourMs = 3_600_000;
const isoOf = (ms: number): string => new Date(ms).toISOString();

interface Sold {
  readonly hour: string;
  readonly transactions: number;
}

const ofDevices = `SELECT hour, sum(transactions)::float8 AS transactions
FROM device_performance_hour
WHERE device_id = ANY($1::varchar[]) AND hour >= $2 AND hour < $3 GROUP BY hour`;

/** Whole hours of a range, its end where all hours of the devices would be too many. */
function cut({ fromMs, toMs }: Run, devices: number): Run {
  const hours = Math.floor(callerLimits.volumeDeviceHoursMax / Math.max(devices, 1));
  const endMs = Math.ceil(toMs / hourMs) * hourMs;
  const startMs = Math.floor(fromMs / hourMs) * hourMs;
  return { fromMs: Math.max(startMs, endMs - Math.max(hours, 1) * hourMs), toMs: endMs };
}

async function readSold(
  database: Querier,
  devices: readonly string[],
  { fromMs, toMs }: Run,
): Promise<ReadonlyMap<number, number>> {
  const rows = await database.query<Sold>(ofDevices, [devices, isoOf(fromMs), isoOf(toMs)]);
  return new Map(rows.map(({ hour, transactions }) => [Date.parse(hour), transactions]));
}

function show(
  { fromMs, toMs }: Run,
  sold: ReadonlyMap<number, number>,
  expected: (hour: number) => number | undefined,
): Answer {
  const hours = Array.from({ length: (toMs - fromMs) / hourMs }, (_, at) => fromMs + at * hourMs);
  return {
    from: isoOf(fromMs),
    to: isoOf(toMs),
    series: hours.map((hour) => ({
      hour: isoOf(hour),
      transactions: sold.get(hour) ?? null,
      expected: expected(hour) ?? null,
    })),
  };
}

/** What one device sold by the hour; nothing is expected of one alone. */
export async function readVolumeOfDevice(
  database: Querier,
  deviceId: string,
  given: Run,
): Promise<Answer> {
  const range = cut(given, 1);
  return show(range, await readSold(database, [deviceId], range), () => undefined);
}

/** What the devices that stand at a site sold by the hour, and what was expected of it. */
export async function readVolumeOfSite(
  database: Querier,
  { id }: SiteRow,
  given: Run,
): Promise<Answer> {
  const devices = await database.query<{ device_id: string }>(
    'SELECT device_id FROM devices WHERE site_id = $1 AND is_active',
    [id],
  );
  const range = cut(given, devices.length);
  const [sold, schedules, volumes] = await Promise.all([
    readSold(
      database,
      devices.map(({ device_id }) => device_id),
      range,
    ),
    readSiteSchedules(database, [id], range.fromMs),
    database.query<{ day_of_week: number; volume: number }>(
      `SELECT day_of_week, sum(expected_transaction_volume)::float8 AS volume
       FROM site_operating_schedules
       WHERE site_id = $1 AND expected_transaction_volume IS NOT NULL GROUP BY day_of_week`,
      [id],
    ),
  ]);
  const schedule = schedules.get(id);
  const week: (number | undefined)[] = [];
  for (const { day_of_week, volume } of volumes) week[day_of_week] = volume;
  return show(
    range,
    sold,
    schedule === undefined ? () => undefined : createExpectation(schedule, week, range),
  );
}
