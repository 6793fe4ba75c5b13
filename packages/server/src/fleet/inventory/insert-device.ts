import type { CredentialProvenance } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';

/** A device as it is written first. */
export interface DeviceToInsert {
  readonly deviceId: string;
  readonly siteRowId: number;
  readonly provenance: CredentialProvenance;
  /** Its id where absent. */
  readonly name?: string | undefined;
  /** `pos_terminal` where absent. */
  readonly deviceType?: string | undefined;
  readonly segment?: string | null | undefined;
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  readonly reportIntervalSeconds?: number | undefined;
}

const reportIntervalSecondsDefault = 5;

/** Writes a new device unless there is one of that name. Returns whether it was written. */
export async function insertDevice(
  transaction: Transaction,
  device: DeviceToInsert,
  atMs: number,
): Promise<boolean> {
  const rows = await transaction.query(
    `INSERT INTO devices (device_id, name, device_type, site_id, segment, config, provenance,
       report_interval_seconds, status_since, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $9)
     ON CONFLICT (device_id) DO NOTHING RETURNING id`,
    [
      device.deviceId,
      device.name ?? device.deviceId,
      device.deviceType ?? 'pos_terminal',
      device.siteRowId,
      device.segment ?? null,
      JSON.stringify(device.config ?? {}),
      device.provenance,
      device.reportIntervalSeconds ?? reportIntervalSecondsDefault,
      new Date(atMs).toISOString(),
    ],
  );
  return rows.length > 0;
}
