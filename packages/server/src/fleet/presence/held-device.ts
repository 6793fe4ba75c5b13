import type { CredentialProvenance, DeviceState } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';

/** What is known of the presence of a device, while its row is held. Instants: milliseconds. */
export interface HeldDevice {
  readonly id: number;
  readonly deviceId: string;
  readonly provenance: CredentialProvenance;
  readonly status: DeviceState;
  readonly statusSinceMs: number;
  readonly statusReason: string | null;
  readonly lastSeenMs: number | null;
  readonly disconnectedAtMs: number | null;
  readonly intervalSeconds: number;
  readonly clockSkewMs: number | null;
}

const msOf = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** The columns of a held device, of `devices`. */
export const heldColumns: string = `devices.id, devices.device_id AS "deviceId",
  devices.provenance, devices.status, devices.status_reason AS "statusReason",
  devices.report_interval_seconds AS "intervalSeconds", devices.clock_skew_ms AS "clockSkewMs",
  ${msOf('devices.status_since')} AS "statusSinceMs", ${msOf('devices.last_seen')} AS "lastSeenMs",
  ${msOf('devices.disconnected_at')} AS "disconnectedAtMs"`;

/**
 * Holds active devices until the transaction ends. Rows are locked in the order of their ids, here
 * and wherever else several are: so two transactions wait for one another in one direction only.
 * Others may still refer to a held device.
 */
export async function holdDevices(
  transaction: Transaction,
  deviceIds: readonly string[],
): Promise<readonly HeldDevice[]> {
  return transaction.query<HeldDevice>(
    `SELECT ${heldColumns} FROM devices WHERE device_id = ANY ($1::varchar[]) AND is_active
     ORDER BY id FOR NO KEY UPDATE`,
    [deviceIds],
  );
}
