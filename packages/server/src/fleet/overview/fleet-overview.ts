import type { AnswerOf, DeviceState, QueryOf, readFleetOverview } from '@homepot/catalogue';
import type { Clock } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { SharedDependencies } from './create-shared.ts';
import { createShared } from './create-shared.ts';
import { rankSites } from './rank-sites.ts';
import type { Cell } from './read-cells.ts';
import { readCells } from './read-cells.ts';
import { readChanges } from './read-changes.ts';
import { readTallies } from './read-tallies.ts';
import type { Transactions } from './read-transactions.ts';
import { createTransactionsReader } from './read-transactions.ts';
import type { SiteHours } from './site-hours.ts';
import { createSiteHours } from './site-hours.ts';
import type { FleetStates, SiteStates } from './site-states.ts';
import { noStates, readFleetStates } from './site-states.ts';

type Overview = AnswerOf<typeof readFleetOverview>;

export interface FleetOverviewDependencies extends SharedDependencies {
  readonly database: Pick<Database, 'query'>;
  readonly clock: Clock;
}

/** The fleet at a glance. */
export interface FleetOverview {
  /** As of at most `overviewSecondsMax` ago, and never of before what followers were told. */
  read(query: QueryOf<typeof readFleetOverview>): Promise<Overview>;
}

const isoOf = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString();

function showSite(
  { id, siteId, name, timezone, devices, byStatus }: SiteStates,
  hours: SiteHours,
  { hourMs, bySite }: Transactions,
  cells: readonly Cell[],
): Overview['sites'][number] {
  const opening = hours.openingOf(id);
  return {
    site_id: siteId,
    name,
    timezone,
    is_open: opening?.isOpen ?? true,
    next_open_at: isoOf(opening?.nextOpenAtMs),
    next_close_at: isoOf(opening?.nextCloseAtMs),
    devices,
    by_status: byStatus,
    cells,
    transactions_per_hour: bySite.get(id) ?? null,
    expected_per_hour: hourMs === undefined ? null : (hours.expectedOf(id, hourMs) ?? null),
  };
}

function showDevices({ sites, lastHour, oldestMs }: FleetStates): Overview['devices'] {
  const by_status = noStates();
  for (const { byStatus } of sites) {
    for (const [state, count] of Object.entries(byStatus)) by_status[state as DeviceState] += count;
  }
  const { degraded, error, offline } = oldestMs;
  return {
    total: sites.reduce((sum, { devices }) => sum + devices, 0),
    by_status,
    last_hour: lastHour,
    oldest: { degraded: isoOf(degraded), error: isoOf(error), offline: isoOf(offline) },
  };
}

/** All transactions of the hour, and what was expected where anything is; null where nothing is known. */
function addUpTransactions(
  sites: readonly SiteStates[],
  hours: SiteHours,
  { hourMs, bySite }: Transactions,
): Overview['transactions'] {
  if (hourMs === undefined) return { hour: null, per_hour: null, expected_per_hour: null };
  const expected = sites
    .map(({ id }) => hours.expectedOf(id, hourMs))
    .filter((one) => one !== undefined);
  return {
    hour: isoOf(hourMs),
    per_hour: [...bySite.values()].reduce((sum, count) => sum + count, 0),
    expected_per_hour:
      expected.length === 0 ? null : Math.round(expected.reduce((sum, one) => sum + one, 0)),
  };
}

/** Creates the overview. Every question is set-based: it costs by the fleet once, not by site or viewer. */
export function createFleetOverview(deps: FleetOverviewDependencies): FleetOverview {
  const { database, clock } = deps;
  const share = createShared<Overview>(deps);
  const readHours = createSiteHours(database);
  const readTransactions = createTransactionsReader(database);

  async function compose(sitesMax: number, cellsMax: number): Promise<Overview> {
    const nowMs = clock.nowMs();
    const states = await readFleetStates(database, nowMs);
    const ids = states.sites.map(({ id }) => id);
    const [hours, transactions, tallies, changes] = await Promise.all([
      readHours(ids, nowMs),
      readTransactions(nowMs),
      readTallies(database),
      readChanges(database),
    ]);
    const isOpen = ({ id }: SiteStates) => hours.openingOf(id)?.isOpen ?? true;
    const shown = rankSites(states.sites, isOpen).slice(0, sitesMax);
    const shownIds = shown.map(({ id }) => id);
    const cells = await readCells(database, shownIds, cellsMax);
    return {
      at: new Date(nowMs).toISOString(),
      devices: showDevices(states),
      sites_total: states.sites.length,
      sites_open: states.sites.filter(isOpen).length,
      sites: shown.map((site) => showSite(site, hours, transactions, cells.get(site.id) ?? [])),
      transactions: addUpTransactions(states.sites, hours, transactions),
      jobs: tallies.jobs,
      alerts_open: tallies.alertsOpen,
      errors_open: tallies.errorsOpen,
      changes,
    };
  }

  return {
    read: ({ sites = 20, cells = 40 }) => share(`${sites} ${cells}`, () => compose(sites, cells)),
  };
}
