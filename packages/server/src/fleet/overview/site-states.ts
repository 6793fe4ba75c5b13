import type { DeviceState } from '@homepot/catalogue';
import { deviceStates } from '@homepot/catalogue';
import type { Database } from '../../store/index.ts';

/** How many devices are in which state. */
export type StateCounts = Readonly<Record<DeviceState, number>>;

/** A site with its devices counted. */
export interface SiteStates {
  readonly id: number;
  readonly siteId: string;
  readonly name: string;
  readonly timezone: string;
  readonly devices: number;
  readonly byStatus: StateCounts;
}

/** What is counted of the whole fleet besides. */
export interface FleetStates {
  readonly sites: readonly SiteStates[];
  /** Devices that came into their state within the last hour. */
  readonly lastHour: StateCounts;
  /** Since when the first is in each state, milliseconds since 1970. */
  readonly oldestMs: Readonly<Partial<Record<DeviceState, number>>>;
}

interface Counted {
  readonly id: number;
  readonly site_id: string;
  readonly name: string;
  readonly timezone: string;
  readonly status: DeviceState;
  readonly devices: number;
  readonly recent: number;
  readonly oldest: string;
}

const counted = `SELECT s.id, s.site_id, s.name, s.timezone, c.status, c.devices, c.recent, c.oldest
FROM (SELECT site_id, status, count(*) AS devices,
    count(*) FILTER (WHERE status_since > $1) AS recent, min(status_since) AS oldest
  FROM devices WHERE is_active GROUP BY site_id, status) c
JOIN sites s ON s.id = c.site_id ORDER BY s.id`;

const hourMs = 3_600_000;

/** No device in any state. */
export const noStates = (): Record<DeviceState, number> =>
  Object.fromEntries(deviceStates.map((state) => [state, 0])) as Record<DeviceState, number>;

function siteOf(rows: readonly Counted[]): SiteStates[] {
  const [first] = rows;
  if (first === undefined) return [];
  const byStatus = noStates();
  for (const { status, devices } of rows) byStatus[status] += devices;
  const devices = rows.reduce((sum, row) => sum + row.devices, 0);
  const { id, site_id: siteId, name, timezone } = first;
  return [{ id, siteId, name, timezone, devices, byStatus }];
}

/** Counts the active devices of every site by state; one statement, however many there are. */
export async function readFleetStates(
  database: Pick<Database, 'query'>,
  nowMs: number,
): Promise<FleetStates> {
  const rows = await database.query<Counted>(counted, [new Date(nowMs - hourMs).toISOString()]);
  const lastHour = noStates();
  const oldestMs: Partial<Record<DeviceState, number>> = {};
  for (const { status, recent, oldest } of rows) {
    lastHour[status] += recent;
    oldestMs[status] = Math.min(oldestMs[status] ?? Number.POSITIVE_INFINITY, Date.parse(oldest));
  }
  const sites = [...Map.groupBy(rows, ({ id }) => id).values()].flatMap(siteOf);
  return { sites, lastHour, oldestMs };
}
