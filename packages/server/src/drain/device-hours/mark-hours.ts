import type { Transaction } from '../../store/index.ts';
import type { DeviceHourKey } from './device-hour-key.ts';
import { keyArrays, keyTable } from './device-hour-key.ts';

/**
 * Marks hours as open. One that is open already is touched, so that whoever settles it just now is
 * waited for: what it read cannot contain the rows of this transaction. Always in one order, so that
 * no two drains wait for each other.
 */
export async function markHours(
  transaction: Pick<Transaction, 'query'>,
  keys: readonly DeviceHourKey[],
): Promise<void> {
  if (keys.length === 0) return;
  await transaction.query(
    `INSERT INTO device_hours_open (device_id, provenance, hour)
     SELECT DISTINCT device_id, provenance, hour FROM ${keyTable('marked')} ORDER BY 1, 2, 3
     ON CONFLICT (device_id, provenance, hour) DO UPDATE SET hour = EXCLUDED.hour`,
    [...keyArrays(keys)],
  );
}
