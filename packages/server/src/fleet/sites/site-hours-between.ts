import type { AnswerOf, readSiteHours } from '@homepot/catalogue';
import { callerLimits } from '@homepot/catalogue';
import type { Database } from '../../store/index.ts';
import type { Run } from '../schedules/opening-at.ts';
import { runsBetween } from '../schedules/opening-at.ts';
import { readSiteSchedules } from '../schedules/read-site-schedules.ts';
import { dayMs } from '../schedules/site-schedule.ts';
import type { SiteRow } from './find-site.ts';

type Answer = AnswerOf<typeof readSiteHours>;

const isoOf = (ms: number): string => new Date(ms).toISOString();
const show = (runs: readonly Run[]): Answer['open'] =>
  runs.map(({ fromMs, toMs }) => ({ from: isoOf(fromMs), to: isoOf(toMs) }));

/** When a site is open, busy and in maintenance between two instants; of a long range the end. */
export async function readHoursBetween(
  database: Pick<Database, 'query'>,
  { id, site_id, timezone }: SiteRow,
  given: Run,
): Promise<Answer> {
  const { toMs } = given;
  const fromMs = Math.max(given.fromMs, toMs - callerLimits.siteHoursDaysMax * dayMs);
  const schedule = (await readSiteSchedules(database, [id], fromMs)).get(id);
  const runs = (kind: 'open' | 'peak' | 'maintenance') =>
    show(schedule === undefined ? [] : runsBetween(schedule, kind, fromMs, toMs));
  return {
    site_id,
    timezone,
    from: isoOf(fromMs),
    to: isoOf(toMs),
    open: runs('open'),
    peak: runs('peak'),
    maintenance: runs('maintenance'),
  };
}
