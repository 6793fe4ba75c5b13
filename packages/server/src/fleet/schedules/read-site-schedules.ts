import type { Database } from '../../store/index.ts';
import { compileSchedule } from './compile-schedule.ts';
import type { LocalClock } from './local-clock.ts';
import { createLocalClock } from './local-clock.ts';
import type { ScheduleException, ScheduleLine } from './schedule-line.ts';
import type { SiteSchedule } from './site-schedule.ts';

type Querier = Pick<Database, 'query'>;

/** What is selected of a line of the week. */
export const lineColumns = `day_of_week, open_time, close_time, is_closed, is_maintenance_window,
  maintenance_start, maintenance_end, expected_transaction_volume, peak_hours_start, peak_hours_end,
  notes, special_considerations`;

/** What is selected of a day that keeps other hours. */
export const exceptionColumns = 'date, is_closed, open_time, close_time, notes';

interface SiteRow {
  readonly id: number;
  readonly timezone: string;
}

type OfSite<Row> = Row & { readonly site_id: number };

/** Days that are over everywhere, with all that began on them. */
const daysOver = 5;

/** One clock a zone, however many sites. */
function clockOf(timezone: string, clocks: Map<string, LocalClock>): LocalClock {
  const known = clocks.get(timezone);
  if (known !== undefined) return known;
  const clock = createLocalClock(timezone);
  clocks.set(timezone, clock);
  return clock;
}

/**
 * Reads the schedules of sites by their numbers, as of an instant (milliseconds since 1970): days
 * that are long over are left out. Three questions, however many sites.
 */
export async function readSiteSchedules(
  database: Querier,
  siteRowIds: readonly number[],
  atMs: number,
): Promise<ReadonlyMap<number, SiteSchedule>> {
  const sites = await database.query<SiteRow>(
    'SELECT id, timezone FROM sites WHERE id = ANY($1::bigint[])',
    [siteRowIds],
  );
  const lines = await database.query<OfSite<ScheduleLine>>(
    `SELECT site_id, ${lineColumns} FROM site_operating_schedules
     WHERE site_id = ANY($1::bigint[]) ORDER BY id`,
    [siteRowIds],
  );
  const exceptions = await database.query<OfSite<ScheduleException>>(
    `SELECT site_id, ${exceptionColumns} FROM site_schedule_exceptions
     WHERE site_id = ANY($1::bigint[]) AND date > $2::date - $3::integer`,
    [siteRowIds, new Date(atMs).toISOString().slice(0, 10), daysOver],
  );
  const linesOf = Map.groupBy(lines, (line) => line.site_id);
  const exceptionsOf = Map.groupBy(exceptions, (exception) => exception.site_id);
  const clocks = new Map<string, LocalClock>();
  return new Map(
    sites.map(({ id, timezone }) => [
      id,
      compileSchedule(clockOf(timezone, clocks), linesOf.get(id) ?? [], exceptionsOf.get(id) ?? []),
    ]),
  );
}
