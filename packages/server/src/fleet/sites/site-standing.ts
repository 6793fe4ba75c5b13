import type { DeviceState } from '@homepot/catalogue';
import type { Database } from '../../store/index.ts';
import type { StateCounts } from '../overview/site-states.ts';
import { noStates } from '../overview/site-states.ts';

/** A site, where it lies, and how its devices fare. */
export interface SiteStanding {
  readonly id: number;
  readonly siteId: string;
  readonly name: string;
  readonly timezone: string;
  readonly location: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly devices: number;
  readonly byStatus: StateCounts;
  /** Alerts that fire about it or a device there. */
  readonly alerts: number;
}

interface Row extends Omit<SiteStanding, 'siteId' | 'byStatus'> {
  readonly site_id: string;
  readonly by_status: Partial<Record<DeviceState, number>> | null;
}

/** Sites without devices are sites too. Alerts that fire are few: each finds its site by its labels. */
const standings = `WITH counted AS (
  SELECT site_id, sum(devices)::int AS devices, jsonb_object_agg(status, devices) AS by_status
  FROM (SELECT site_id, status, count(*) AS devices FROM devices WHERE is_active
    GROUP BY site_id, status) c GROUP BY site_id),
fired AS (
  SELECT coalesce(s.id, d.site_id) AS site_id, count(*)::int AS alerts
  FROM (SELECT labels FROM alerts WHERE state = 'firing') a
  LEFT JOIN sites s ON s.site_id = a.labels ->> 'site_id'
  LEFT JOIN devices d ON d.device_id = a.labels ->> 'device_id'
  GROUP BY 1)
SELECT s.id, s.site_id, s.name, s.timezone, s.location, s.latitude, s.longitude,
  coalesce(c.devices, 0) AS devices, c.by_status, coalesce(f.alerts, 0) AS alerts
FROM sites s LEFT JOIN counted c ON c.site_id = s.id LEFT JOIN fired f ON f.site_id = s.id
WHERE s.is_active ORDER BY s.id`;

/** Reads all active sites with their devices counted by state; one statement, however many. */
export async function readStandings(
  database: Pick<Database, 'query'>,
): Promise<readonly SiteStanding[]> {
  const rows = await database.query<Row>(standings);
  return rows.map(({ site_id: siteId, by_status: byStatus, ...row }) => ({
    ...row,
    siteId,
    byStatus: { ...noStates(), ...byStatus },
  }));
}
