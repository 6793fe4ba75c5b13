import type { AnswerOf, showDevice } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';

/** A device as the API shows it. */
export type Device = AnswerOf<typeof showDevice>;

/** A device as it is read. */
export type StoredDevice = Device & { readonly id: number };

const deviceColumns = `d.id, d.device_id, d.name, d.device_type, s.site_id, d.segment, d.status,
  d.status_since, d.status_reason, d.ip_address, d.firmware_version, d.agent_version, d.config,
  d.config_version, d.provenance, d.report_interval_seconds,
  ${limits.silentIntervalsMax} * d.report_interval_seconds AS silent_after_seconds, d.clock_skew_ms, d.device_info,
  d.services, d.is_active, d.last_seen, d.disconnected_at, d.created_at, d.updated_at`;

/** What is selected of devices with their sites; to be followed by conditions on `d` and `s`. */
export const selectDevices = `SELECT ${deviceColumns} FROM devices d JOIN sites s ON s.id = d.site_id`;

/** A device without what only the database needs. */
export const showStoredDevice = ({ id: _id, ...device }: StoredDevice): Device => device;

/** The error for a name that no device has. */
const deviceNotFound = (): HomepotError =>
  new HomepotError('not_found', { message: 'There is no device of that name' });

async function readOne(
  { query }: Pick<Transaction, 'query'>,
  deviceId: string,
  lock: '' | 'FOR NO KEY UPDATE OF d',
): Promise<StoredDevice> {
  const [device] = await query<StoredDevice>(`${selectDevices} WHERE d.device_id = $1 ${lock}`, [
    deviceId,
  ]);
  if (device === undefined) throw deviceNotFound();
  return device;
}

/** A device by its name, removed ones too. Throws not_found. */
export const readDevice = (database: Pick<Transaction, 'query'>, deviceId: string) =>
  readOne(database, deviceId, '');

/** Locks a device against other changes until the transaction ends. Throws not_found. */
export const lockDevice = (transaction: Transaction, deviceId: string) =>
  readOne(transaction, deviceId, 'FOR NO KEY UPDATE OF d');

/** Locks a device that is not removed. Throws not_found. */
export async function lockActiveDevice(
  transaction: Transaction,
  deviceId: string,
): Promise<StoredDevice> {
  const device = await lockDevice(transaction, deviceId);
  if (!device.is_active) {
    throw new HomepotError('not_found', { message: 'The device is removed' });
  }
  return device;
}
