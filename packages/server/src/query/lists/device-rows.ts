import { limits } from '../../kernel/index.ts';
import { writeInstant } from '../parameters/instant.ts';
import { escapeComma } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import { listRows } from './list-rows.ts';
import type { Listing } from './listing.ts';
import type { Row } from './show-row.ts';

/** Which rows of a device. */
interface DeviceRange {
  /** Hours back from now; `metricHoursBackDefault` where absent. */
  readonly hours?: number | undefined;
  readonly limit?: number | undefined;
}

const hourMs = 3_600_000;

/**
 * The latest rows of a device in a list that can be filtered by device, newest first. Throws
 * query_too_long or database_unavailable.
 */
export async function readDeviceRows(
  deps: QueryDeps,
  listing: Listing,
  deviceId: string,
  { hours = limits.metricHoursBackDefault, limit = limits.listRowsDefault }: DeviceRange,
  signal?: AbortSignal,
): Promise<readonly Row[]> {
  const { data } = await listRows(
    deps,
    listing,
    {
      device_id: escapeComma(deviceId),
      start_date: writeInstant(deps.clock.nowMs() - hours * hourMs),
      limit,
    },
    signal,
  );
  return data;
}
