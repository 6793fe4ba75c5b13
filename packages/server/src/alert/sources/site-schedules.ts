import type { Opening, SiteSchedule } from '../../fleet/index.ts';
import { openingAt, readSiteSchedules } from '../../fleet/index.ts';
import type { Database } from '../../store/index.ts';

/** The schedules of some sites, by name. */
export interface SiteSchedules {
  readonly of: ReadonlyMap<string, SiteSchedule>;
  /** What a schedule says of an instant; undefined where there is no such site. */
  openingOf(siteId: string, atMs: number): Opening | undefined;
}

/** Reads the schedules of sites by name, of all sites where none are named. */
export async function loadSiteSchedules(
  database: Pick<Database, 'query'>,
  siteIds: readonly string[] | undefined,
  atMs: number,
): Promise<SiteSchedules> {
  const sites = await database.query<{ id: number; site_id: string }>(
    'SELECT id, site_id FROM sites WHERE $1::text[] IS NULL OR site_id = ANY($1)',
    [siteIds ?? null],
  );
  const schedules = await readSiteSchedules(
    database,
    sites.map(({ id }) => id),
    atMs,
  );
  const of = new Map(
    sites.flatMap(({ id, site_id }) => {
      const schedule = schedules.get(id);
      return schedule === undefined ? [] : [[site_id, schedule] as const];
    }),
  );
  // Many devices stand in one site, and are asked about at one instant.
  let known = new Map<string, Opening>();
  let knownMs = Number.NaN;
  return {
    of,
    openingOf(siteId, atMs) {
      if (atMs !== knownMs) {
        known = new Map();
        knownMs = atMs;
      }
      const schedule = of.get(siteId);
      if (schedule === undefined) return undefined;
      const opening = known.get(siteId) ?? openingAt(schedule, atMs);
      known.set(siteId, opening);
      return opening;
    },
  };
}
