import type { Transaction } from '../../store/index.ts';
import type { DeviceHourKey } from './device-hour-key.ts';
import { hourLengthMs } from './device-hour-key.ts';
import type { KnownHour, StoredHour } from './device-hour-rows.ts';
import { readStoredHour } from './device-hour-rows.ts';
import { readMeasuredRows } from './read-measured-rows.ts';
import { summariseHour } from './summarise-hour.ts';

/** The hours of one device that are asked for. */
export interface DeviceHoursRequest {
  readonly deviceId: string;
  /** From the hour in which this lies, milliseconds since 1970. */
  readonly fromMs: number;
  /** To before the hour in which this lies; an instant within an hour takes that hour in. */
  readonly toMs: number;
  /** Only rows of these origins; absent = any. Each origin has hours of its own. */
  readonly provenances?: readonly string[];
  /** How long a value stands at most. */
  readonly holdMs: number;
  /** Nothing is known beyond it: the running hour ends here. */
  readonly nowMs: number;
  /** Only hours that are open, of whichever origin. */
  readonly openOnly?: boolean;
}

/** The hours that are settled and the keys of those that are open, both as of one instant. */
async function readKept(asked: Pick<Transaction, 'query'>, request: DeviceHoursRequest) {
  const { deviceId, fromMs, toMs, provenances, openOnly = false } = request;
  const from = new Date(Math.floor(fromMs / hourLengthMs) * hourLengthMs).toISOString();
  const values = [deviceId, from, new Date(toMs).toISOString(), provenances ?? null];
  const where = `device_id = $1 AND hour >= $2 AND hour < $3
    AND ($4::text[] IS NULL OR provenance = ANY ($4))`;
  const isAsked = openOnly ? `hour IN (SELECT hour FROM device_hours_open WHERE ${where})` : 'true';
  const rows = await asked.query<StoredHour & { readonly is_open: boolean }>(
    `SELECT *, open.device_id IS NOT NULL AS is_open
     FROM (SELECT * FROM device_performance_hour WHERE ${where} AND ${isAsked}) AS settled
     FULL JOIN (SELECT * FROM device_hours_open WHERE ${where}) AS open
       USING (device_id, provenance, hour)
     ORDER BY hour, provenance`,
    values,
  );
  return rows.map((row) => ({ isOpen: row.is_open, row }));
}

const keyOf = ({ device_id, provenance, hour }: StoredHour): DeviceHourKey => ({
  deviceId: device_id,
  provenance,
  hourMs: Date.parse(hour),
});

/**
 * What a device measured, hour by hour, in their order; hours of which nothing is known are left out. Settled
 * hours are read as they are and open ones made out of their rows, so that the answer is exact to the
 * last committed batch.
 */
export async function readDeviceHours(
  asked: Pick<Transaction, 'query'>,
  request: DeviceHoursRequest,
): Promise<readonly KnownHour[]> {
  const { holdMs, nowMs } = request;
  const kept = await readKept(asked, request);
  const open = kept.filter(({ isOpen }) => isOpen).map(({ row }) => keyOf(row));
  const rows = open.length === 0 ? undefined : await readMeasuredRows(asked, open, holdMs);
  let place = 0;
  return kept.flatMap(({ isOpen, row }) => {
    if (!isOpen) return [readStoredHour(row)];
    place += 1;
    const key = keyOf(row);
    const toMs = Math.min(key.hourMs + hourLengthMs, nowMs);
    const span = { fromMs: key.hourMs, toMs };
    const hour = summariseHour(rows?.get(place) ?? [], span, holdMs);
    return hour === undefined ? [] : [{ key, hour }];
  });
}
