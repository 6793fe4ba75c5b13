import { limits } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { requireRowsThere } from '../numbers/whole-day.ts';
import type { RollupDifference } from '../rollup/rebuild-rollup.ts';
import type { RollupRange } from '../rollup/recount-rollup.ts';
import { boundsOf } from '../rollup/recount-rollup.ts';
import type { DeviceHourKey } from './device-hour-key.ts';
import { hourLengthMs, keyArrays, keyTable } from './device-hour-key.ts';
import type { KnownHour, StoredHour } from './device-hour-rows.ts';
import { readStoredHour } from './device-hour-rows.ts';
import { markHours } from './mark-hours.ts';
import { readMeasuredRows } from './read-measured-rows.ts';
import type { SettleDependencies, SettleOptions } from './settle-device-hours.ts';
import { settleDeviceHours } from './settle-device-hours.ts';
import { summariseHour } from './summarise-hour.ts';

/** Hours that have rows, or into which rows reach, or that are settled; but none that is open. */
const keysText = `
  SELECT device_id, provenance, hour FROM (
    SELECT device_id, provenance, date_trunc('hour', "timestamp", 'UTC') AS hour
      FROM device_metrics WHERE "timestamp" >= $1 AND "timestamp" < $2
    UNION
    SELECT device_id, provenance, date_trunc('hour', "timestamp" + $3 * interval '1 ms', 'UTC')
      FROM device_metrics
      WHERE "timestamp" >= $1::timestamptz - $3 * interval '1 ms' AND "timestamp" < $2
    UNION
    SELECT device_id, provenance, hour FROM device_performance_hour
      WHERE hour >= $1 AND hour < $2) AS known
  WHERE hour >= $1 AND hour < $2
  EXCEPT SELECT device_id, provenance, hour FROM device_hours_open
  ORDER BY hour, device_id, provenance`;

async function listKeys(
  transaction: Transaction,
  range: RollupRange,
  holdMs: number,
): Promise<readonly DeviceHourKey[]> {
  const rows = await transaction.query<{ device_id: string; provenance: string; hour: string }>(
    keysText,
    [...boundsOf(range), holdMs],
  );
  return rows.map(({ device_id, provenance, hour }) => ({
    deviceId: device_id,
    provenance,
    hourMs: Date.parse(hour),
  }));
}

async function readSettled(transaction: Transaction, keys: readonly DeviceHourKey[]) {
  const rows = await transaction.query<StoredHour>(
    `SELECT h.* FROM device_performance_hour AS h JOIN ${keyTable('asked')}
       USING (device_id, provenance, hour)`,
    [...keyArrays(keys)],
  );
  return new Map(rows.map(readStoredHour).map((known) => [JSON.stringify(known.key), known]));
}

/** A settled hour that is not what its rows say. */
interface WrongHour {
  readonly key: DeviceHourKey;
  readonly difference: RollupDifference;
}

function compareHour(
  key: DeviceHourKey,
  kept: KnownHour['hour'] | undefined,
  counted: KnownHour['hour'] | undefined,
): readonly WrongHour[] {
  if (JSON.stringify(kept) === JSON.stringify(counted)) return [];
  const difference = {
    table: 'device_performance_hour',
    bucket: new Date(key.hourMs).toISOString(),
    dimensions: [key.deviceId, key.provenance],
    count: kept?.samples ?? 0,
    recount: counted?.samples ?? 0,
  };
  return [{ key, difference }];
}

async function compareSome(
  transaction: Transaction,
  keys: readonly DeviceHourKey[],
  holdMs: number,
): Promise<readonly WrongHour[]> {
  const settled = await readSettled(transaction, keys);
  const rows = await readMeasuredRows(transaction, keys, holdMs);
  return keys.flatMap((key, i) => {
    const span = { fromMs: key.hourMs, toMs: key.hourMs + hourLengthMs };
    const counted = summariseHour(rows.get(i + 1) ?? [], span, holdMs);
    return compareHour(key, settled.get(JSON.stringify(key))?.hour, counted);
  });
}

async function listWrongHours(
  database: Database,
  range: RollupRange,
  holdMs: number,
): Promise<readonly WrongHour[]> {
  return await database.transaction(async (transaction) => {
    await transaction.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const keys = await listKeys(transaction, range, holdMs);
    const wrong: WrongHour[] = [];
    for (let i = 0; i < keys.length; i += limits.deviceHoursPerTransactionMax) {
      const some = keys.slice(i, i + limits.deviceHoursPerTransactionMax);
      wrong.push(...(await compareSome(transaction, some, holdMs)));
    }
    // The first hour of a day is made of what stood at its beginning as well.
    const read = { fromMs: range.fromMs - holdMs, toMs: range.toMs };
    await requireRowsThere(transaction, 'device_metrics', read);
    return wrong;
  });
}

/**
 * Compares the settled hours of a range with their rows, all as of one instant. Empty where they agree. What
 * is open is right by itself, since it is made of rows. The rows must not have been dropped.
 */
export async function compareDeviceHours(
  database: Database,
  range: RollupRange,
  { holdMs }: SettleOptions,
): Promise<readonly RollupDifference[]> {
  const wrong = await listWrongHours(database, range, holdMs);
  return wrong.map(({ difference }) => difference);
}

/** Opens the hours that are wrong and settles them again; returns what differed. */
export async function rebuildDeviceHours(
  deps: SettleDependencies,
  range: RollupRange,
  options: SettleOptions,
): Promise<readonly RollupDifference[]> {
  const wrong = await listWrongHours(deps.database, range, options.holdMs);
  if (wrong.length === 0) return [];
  await deps.database.transaction((transaction) =>
    markHours(
      transaction,
      wrong.map(({ key }) => key),
    ),
  );
  while ((await settleDeviceHours(deps, options)) > 0);
  return wrong.map(({ difference }) => difference);
}
