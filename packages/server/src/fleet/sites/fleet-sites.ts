import type {
  AnswerOf,
  listFleetSites,
  QueryOf,
  readFleetMap,
  readSiteHours,
  readSiteVolume,
  showFleetSite,
} from '@homepot/catalogue';
import { callerLimits } from '@homepot/catalogue';
import type { Clock } from '../../kernel/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { siteNotFound } from '../inventory/site.ts';
import type { SharedDependencies } from '../overview/create-shared.ts';
import { createShared } from '../overview/create-shared.ts';
import { rankSites } from '../overview/rank-sites.ts';
import { readCells } from '../overview/read-cells.ts';
import type { Transactions } from '../overview/read-transactions.ts';
import { createTransactionsReader } from '../overview/read-transactions.ts';
import type { SiteHours } from '../overview/site-hours.ts';
import { createSiteHours } from '../overview/site-hours.ts';
import type { Run } from '../schedules/opening-at.ts';
import { findSite } from './find-site.ts';
import { readVolumeOfDevice, readVolumeOfSite } from './read-volume.ts';
import { readHoursBetween } from './site-hours-between.ts';
import type { SiteStanding } from './site-standing.ts';
import { readStandings } from './site-standing.ts';
import { worstState } from './worst-state.ts';

type List = AnswerOf<typeof listFleetSites>;
type Shown = List['data'][number];

export interface FleetSitesDependencies extends SharedDependencies {
  readonly database: Pick<Database, 'query'>;
  readonly clock: Clock;
}

/** How the sites fare. */
export interface FleetSites {
  /** The worst first. Throws cursor_invalid. */
  list(query: QueryOf<typeof listFleetSites>): Promise<List>;
  /** Throws not_found for sites that are not there, or removed. */
  show(siteId: string): Promise<AnswerOf<typeof showFleetSite>>;
  map(): Promise<AnswerOf<typeof readFleetMap>>;
  /** When a site is open between two instants. Throws not_found. */
  hours(siteId: string, range: Run): Promise<AnswerOf<typeof readSiteHours>>;
  /** What a site sold. Throws not_found. */
  volume(siteId: string, range: Run): Promise<AnswerOf<typeof readSiteVolume>>;
  /** What a device sold; nothing where nobody knows it. */
  deviceVolume(deviceId: string, range: Run): Promise<AnswerOf<typeof readSiteVolume>>;
}

/** All sites, the worst first, as they are for everybody who asks within a second. */
interface Picture {
  readonly at: string;
  readonly sites: readonly SiteStanding[];
  show(site: SiteStanding): Shown;
}

const isoOf = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString();

function showSite(site: SiteStanding, hours: SiteHours, { hourMs, bySite }: Transactions): Shown {
  const opening = hours.openingOf(site.id);
  const { name, timezone, location, latitude, longitude, devices, alerts } = site;
  return {
    site_id: site.siteId,
    ...{ name, timezone, location, latitude, longitude, devices, alerts },
    by_status: site.byStatus,
    is_open: opening?.isOpen ?? true,
    next_open_at: isoOf(opening?.nextOpenAtMs),
    next_close_at: isoOf(opening?.nextCloseAtMs),
    transactions_per_hour: bySite.get(site.id) ?? null,
    expected_per_hour: hourMs === undefined ? null : (hours.expectedOf(site.id, hourMs) ?? null),
  };
}

const isTroubled = ({ is_open, by_status, alerts }: Shown): boolean =>
  is_open && by_status.error + by_status.offline + by_status.degraded + alerts > 0;

/** Whether a site is one of those that are asked for. */
function fits(site: Shown, { search, only }: QueryOf<typeof listFleetSites>): boolean {
  if (only === 'troubled' && !isTroubled(site)) return false;
  if (only !== undefined && only !== 'troubled' && site.is_open !== (only === 'open')) return false;
  const text = `${site.site_id} ${site.name} ${site.location ?? ''}`.toLowerCase();
  return search === undefined || text.includes(search.toLowerCase());
}

function toPage(found: readonly Shown[], at: string, limit: number, cursor?: string): List {
  const last = cursor === undefined ? -1 : found.findIndex(({ site_id }) => site_id === cursor);
  if (cursor !== undefined && last < 0) throw new HomepotError('cursor_invalid');
  const data = found.slice(last + 1, last + 1 + limit);
  const isMore = last + 1 + limit < found.length;
  return {
    at,
    total: found.length,
    data: [...data],
    next_cursor: isMore ? (data.at(-1)?.site_id ?? null) : null,
  };
}

/** Creates it. A picture of all sites costs by the fleet once a second, however many look. */
export function createFleetSites(deps: FleetSitesDependencies): FleetSites {
  const { database, clock } = deps;
  const readHours = createSiteHours(database);
  const readTransactions = createTransactionsReader(database);
  const share = createShared<Picture>(deps);

  async function compose(): Promise<Picture> {
    const nowMs = clock.nowMs();
    const sites = await readStandings(database);
    const [hours, transactions] = await Promise.all([
      readHours(
        sites.map(({ id }) => id),
        nowMs,
      ),
      readTransactions(nowMs),
    ]);
    return {
      at: new Date(nowMs).toISOString(),
      sites: rankSites(sites, ({ id }) => hours.openingOf(id)?.isOpen ?? true),
      show: (site) => showSite(site, hours, transactions),
    };
  }

  const look = (): Promise<Picture> => share('all', compose);

  return {
    async list(query) {
      const { at, sites, show } = await look();
      const found = sites.map(show).filter((site) => fits(site, query));
      return toPage(found, at, query.limit ?? 50, query.cursor);
    },
    async show(siteId) {
      const { at, sites, show } = await look();
      const site = sites.find((each) => each.siteId === siteId);
      if (site === undefined) throw siteNotFound();
      const cells = await readCells(database, [site.id], callerLimits.siteCellsMax);
      return { at, ...show(site), cells: [...(cells.get(site.id) ?? [])] };
    },
    async map() {
      const { at, sites, show } = await look();
      const placed = sites.filter(
        ({ latitude, longitude }) => latitude !== null && longitude !== null,
      );
      return {
        at,
        without_position: sites.length - placed.length,
        data: placed.slice(0, callerLimits.mapSitesMax).map((site) => {
          const { site_id, name, latitude, longitude, is_open, devices, alerts } = show(site);
          const worst = worstState(site.byStatus);
          return { site_id, name, latitude, longitude, is_open, devices, alerts, worst };
        }),
      };
    },
    hours: async (siteId, range) =>
      readHoursBetween(database, await findSite(database, siteId), range),
    volume: async (siteId, range) =>
      readVolumeOfSite(database, await findSite(database, siteId), range),
    deviceVolume: (deviceId, range) => readVolumeOfDevice(database, deviceId, range),
  };
}
