import { limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { openBetween } from '../schedules/open-between.ts';
import type { Opening } from '../schedules/opening-at.ts';
import { openingAt } from '../schedules/opening-at.ts';
import { readSiteSchedules } from '../schedules/read-site-schedules.ts';
import type { SiteSchedule } from '../schedules/site-schedule.ts';
import { dayMs } from '../schedules/site-schedule.ts';

type Querier = Pick<Database, 'query'>;

/** When the sites are open, and what is expected of them. */
export interface SiteHours {
  /** What the schedule says of now; undefined for a site that is not known yet. */
  openingOf(siteRowId: number): Opening | undefined;
  /** Transactions that are expected from an instant on for an hour; undefined where nothing says so. */
  expectedOf(siteRowId: number, hourMs: number): number | undefined;
}

interface Kept {
  readonly readMs: number;
  readonly schedules: ReadonlyMap<number, SiteSchedule>;
  /** Transactions of a day, Monday first. */
  readonly volumes: ReadonlyMap<number, readonly (number | undefined)[]>;
  readonly openings: Map<number, { readonly opening: Opening; readonly untilMs: number }>;
}

const hourLengthMs = 3_600_000;

interface Volume {
  readonly site_id: number;
  readonly day_of_week: number;
  readonly volume: number;
}

async function readVolumes(database: Querier, ids: readonly number[]): Promise<Kept['volumes']> {
  const rows = await database.query<Volume>(
    `SELECT site_id, day_of_week, sum(expected_transaction_volume)::float8 AS volume
     FROM site_operating_schedules
     WHERE site_id = ANY($1::bigint[]) AND expected_transaction_volume IS NOT NULL
     GROUP BY site_id, day_of_week`,
    [ids],
  );
  const volumes = new Map<number, (number | undefined)[]>();
  for (const { site_id, day_of_week, volume } of rows) {
    const week = volumes.get(site_id) ?? [];
    week[day_of_week] = volume;
    volumes.set(site_id, week);
  }
  return volumes;
}

/** The expected transactions of a day, spread evenly over its open hours. */
function expectedIn({ schedules, volumes }: Kept, id: number, fromMs: number): number | undefined {
  const schedule = schedules.get(id);
  const week = volumes.get(id);
  if (schedule === undefined || week === undefined) return undefined;
  const day = Math.floor(schedule.clock.readLocalMs(fromMs) / dayMs);
  const volume = week[(((day + 3) % 7) + 7) % 7];
  if (volume === undefined) return undefined;
  const begins = schedule.clock.readInstantMs(day * dayMs);
  const openMs = openBetween(schedule, begins, schedule.clock.readInstantMs((day + 1) * dayMs));
  const openNowMs = openBetween(schedule, fromMs, fromMs + hourLengthMs);
  return openMs === 0 ? undefined : (volume * openNowMs) / openMs;
}

/** An opening holds until the next time that it could be another. */
function lookUp({ schedules, openings }: Kept, id: number, nowMs: number): Opening | undefined {
  const known = openings.get(id);
  if (known !== undefined && nowMs < known.untilMs) return known.opening;
  const schedule = schedules.get(id);
  if (schedule === undefined) return undefined;
  const opening = openingAt(schedule, nowMs);
  const { nextOpenAtMs = Number.POSITIVE_INFINITY, nextCloseAtMs = Number.POSITIVE_INFINITY } =
    opening;
  openings.set(id, { opening, untilMs: Math.min(nextOpenAtMs, nextCloseAtMs) });
  return opening;
}

/**
 * Creates what knows the hours of all sites. Schedules are compiled once and read again after
 * `overviewHoursMillisecondsMax`, so that a change shows within that time.
 */
export function createSiteHours(database: Querier) {
  let kept: Kept | undefined;
  return async (siteRowIds: readonly number[], nowMs: number): Promise<SiteHours> => {
    const isKnown = (known: Kept) =>
      nowMs - known.readMs < limits.overviewHoursMillisecondsMax &&
      siteRowIds.every((id) => known.schedules.has(id));
    if (kept === undefined || !isKnown(kept)) {
      kept = {
        readMs: nowMs,
        schedules: await readSiteSchedules(database, siteRowIds, nowMs),
        volumes: await readVolumes(database, siteRowIds),
        openings: new Map(),
      };
    }
    const current = kept;
    return {
      openingOf: (id) => lookUp(current, id, nowMs),
      expectedOf: (id, hourMs) => expectedIn(current, id, hourMs),
    };
  };
}
