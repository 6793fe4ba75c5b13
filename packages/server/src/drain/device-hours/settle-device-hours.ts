import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import type { DeviceHourKey } from './device-hour-key.ts';
import { hourLengthMs, keyArrays, keyTable } from './device-hour-key.ts';
import type { KnownHour } from './device-hour-rows.ts';
import { removeHours, storeHours } from './device-hour-rows.ts';
import { readMeasuredRows } from './read-measured-rows.ts';
import { summariseHour } from './summarise-hour.ts';

export interface SettleDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

export interface SettleOptions {
  /** How long a value stands at most. */
  readonly holdMs: number;
}

/** The last hour that is over for good, by the clocks of all servers. */
const lastHourOver = ({ clock }: SettleDependencies): string =>
  new Date(clock.nowMs() - hourLengthMs - limits.deviceHourGraceSeconds * 1_000).toISOString();

/** Hours that are due and that nobody else is about to settle, or to add to. */
async function takeOpenHours(
  transaction: Transaction,
  last: string,
): Promise<readonly DeviceHourKey[]> {
  const rows = await transaction.query<{ device_id: string; provenance: string; hour: string }>(
    `SELECT device_id, provenance, hour FROM device_hours_open WHERE hour <= $1
     ORDER BY hour LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [last, limits.deviceHoursPerTransactionMax],
  );
  return rows.map(({ device_id, provenance, hour }) => ({
    deviceId: device_id,
    provenance,
    hourMs: Date.parse(hour),
  }));
}

async function settleSome(transaction: Transaction, last: string, holdMs: number): Promise<number> {
  // Rows are removed, and numbers rebuilt, by whoever holds the drains; it is not to meet this.
  await transaction.query('LOCK TABLE spool_checkpoints IN ROW SHARE MODE');
  const keys = await takeOpenHours(transaction, last);
  if (keys.length === 0) return 0;
  const rows = await readMeasuredRows(transaction, keys, holdMs);
  const known: KnownHour[] = [];
  const empty: DeviceHourKey[] = [];
  for (const [i, key] of keys.entries()) {
    const span = { fromMs: key.hourMs, toMs: key.hourMs + hourLengthMs };
    const hour = summariseHour(rows.get(i + 1) ?? [], span, holdMs);
    if (hour === undefined) empty.push(key);
    else known.push({ key, hour });
  }
  await storeHours(transaction, known);
  await removeHours(transaction, empty);
  await transaction.query(
    `DELETE FROM device_hours_open AS o USING ${keyTable('done')}
     WHERE o.device_id = done.device_id AND o.provenance = done.provenance AND o.hour = done.hour`,
    [...keyArrays(keys)],
  );
  return keys.length;
}

/**
 * Waits for every transaction of a drain that has begun. One that began before an hour was over may
 * rely on the mark of that hour, which is not to be removed under it.
 */
async function awaitDrains({ database }: SettleDependencies): Promise<void> {
  const spools = await database.query<{ spool_id: string }>(
    'SELECT spool_id FROM spool_checkpoints',
  );
  for (const { spool_id } of spools) {
    await database.query('SELECT 1 FROM spool_checkpoints WHERE spool_id = $1 FOR SHARE', [
      spool_id,
    ]);
  }
}

async function hasOpenHours({ database }: SettleDependencies, last: string): Promise<boolean> {
  const [row] = await database.query<{ found: boolean }>(
    'SELECT EXISTS (SELECT FROM device_hours_open WHERE hour <= $1) AS found',
    [last],
  );
  return row?.found === true;
}

/**
 * Sums up the open hours of devices that are over, some hundred a transaction, and returns how many. The
 * hours of `deviceHoursPerPassMax` at most are settled; several servers share them. What a drain is
 * just adding to is left for the next pass.
 */
export async function settleDeviceHours(
  deps: SettleDependencies,
  { holdMs }: SettleOptions,
): Promise<number> {
  const last = lastHourOver(deps);
  if (!(await hasOpenHours(deps, last))) return 0;
  await awaitDrains(deps);
  let settled = 0;
  while (settled < limits.deviceHoursPerPassMax) {
    const count = await deps.database.transaction((transaction) =>
      settleSome(transaction, last, holdMs),
    );
    settled += count;
    if (count === 0) break;
  }
  return settled;
}
