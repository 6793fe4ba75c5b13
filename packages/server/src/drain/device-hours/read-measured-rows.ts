import { deviceHourMeasurements } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { DeviceHourKey } from './device-hour-key.ts';
import { hourLengthMs, keyArrays } from './device-hour-key.ts';
import type { MeasuredRow } from './summarise-hour.ts';

const instant = (ms: number): string => new Date(ms).toISOString();

const text = `
  SELECT w.place, m.* FROM
    unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[])
      WITH ORDINALITY AS w (device_id, provenance, low, high, place)
    CROSS JOIN LATERAL (
      SELECT (extract(epoch FROM "timestamp") * 1000)::float8 AS "atMs", id, transaction_count,
        ${deviceHourMeasurements.join(', ')}
      FROM device_metrics
      WHERE device_id = w.device_id AND provenance = w.provenance
        AND "timestamp" >= w.low AND "timestamp" < w.high
        AND "timestamp" >= $5 AND "timestamp" < $6
      ORDER BY "timestamp", id LIMIT $7) AS m
  ORDER BY w.place, m."atMs", m.id`;

/**
 * The rows behind each of these hours, in the order of time, from `holdMs` before the hour; of the
 * key at place i under i + 1. The bounds over all of them keep the statement to few partitions.
 */
export async function readMeasuredRows(
  asked: Pick<Transaction, 'query'>,
  keys: readonly DeviceHourKey[],
  holdMs: number,
): Promise<ReadonlyMap<number, readonly MeasuredRow[]>> {
  const lows = keys.map(({ hourMs }) => hourMs - holdMs);
  const highs = keys.map(({ hourMs }) => hourMs + hourLengthMs);
  const [devices = [], origins = []] = keyArrays(keys);
  const rows = await asked.query<MeasuredRow & { readonly place: number }>(text, [
    devices,
    origins,
    lows.map(instant),
    highs.map(instant),
    instant(Math.min(...lows)),
    instant(Math.max(...highs)),
    limits.windowRowsMax,
  ]);
  return Map.groupBy(rows, ({ place }) => place);
}
