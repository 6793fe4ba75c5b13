import type { DeviceState } from '@homepot/catalogue';
import type { Database } from '../../store/index.ts';

/** One device of a site, as far as a small square shows it. */
export interface Cell {
  readonly device_id: string;
  readonly status: DeviceState;
  readonly status_since: string;
}

/** The worst first; the same within a state, in the order of their ids, so that squares stay in place. */
const worstFirst = `array_position(
  ARRAY['error', 'offline', 'degraded', 'unknown', 'maintenance', 'online']::varchar[], status), device_id`;

const cellsOf = `SELECT site_id AS site, device_id, status, status_since FROM (
  SELECT site_id, device_id, status, status_since,
    row_number() OVER (PARTITION BY site_id ORDER BY ${worstFirst}) AS place
  FROM devices WHERE is_active AND site_id = ANY($1::bigint[])) ranked
WHERE place <= $2 ORDER BY site_id, place`;

/** Reads the devices of some sites, the worst first, at most so many of each. */
export async function readCells(
  database: Pick<Database, 'query'>,
  siteRowIds: readonly number[],
  cellsMax: number,
): Promise<ReadonlyMap<number, readonly Cell[]>> {
  const rows = await database.query<Cell & { readonly site: number }>(cellsOf, [
    siteRowIds,
    cellsMax,
  ]);
  return new Map(
    [...Map.groupBy(rows, ({ site }) => site)].map(([site, cells]) => [
      site,
      cells.map(({ device_id, status, status_since }) => ({ device_id, status, status_since })),
    ]),
  );
}
