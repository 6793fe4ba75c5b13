import type { DeviceState, Json } from '@homepot/catalogue';
import type { Database } from '../../../store/index.ts';

/** A change as it waits in the outbox. */
export interface ToldChange {
  readonly timestamp: string;
  readonly device_id: string;
  readonly previous_state: DeviceState;
  readonly new_state: DeviceState;
  readonly changed_by: string;
  readonly reason: string;
  readonly extra_data?: { [key: string]: Json };
}

export interface DeviceNow {
  readonly status: DeviceState;
  readonly status_reason: string | null;
  readonly last_seen: string | null;
  readonly disconnected_at: string | null;
  readonly reported_at: string | null;
  readonly clock_skew_ms: number | null;
  readonly config_version: string | null;
  readonly services: Json;
}

/** Enters devices anew, unknown since `sinceMs`, and forgets everything about those before. */
export async function resetDevices(
  database: Database,
  deviceIds: readonly string[],
  sinceMs: number,
): Promise<void> {
  await database.query('TRUNCATE outbox, server_heartbeats');
  await database.query('DELETE FROM devices');
  await database.query(
    `INSERT INTO sites (site_id, name) VALUES ('site-test', 'Test') ON CONFLICT DO NOTHING`,
  );
  await database.query(
    `INSERT INTO devices (device_id, name, device_type, site_id, status_since)
     SELECT given.id, given.id, 'pos_terminal', sites.id, $2
     FROM unnest($1::varchar[]) AS given (id), sites WHERE sites.site_id = 'site-test'`,
    [deviceIds, new Date(sinceMs).toISOString()],
  );
}

/** The changes that were told, in the order of their time. */
export async function readTold(database: Database, deviceId?: string): Promise<ToldChange[]> {
  const rows = await database.query<{ record: ToldChange }>(
    `SELECT record FROM outbox, jsonb_array_elements(records) AS record
     WHERE $1::text IS NULL OR record ->> 'device_id' = $1 ORDER BY record ->> 'timestamp'`,
    [deviceId],
  );
  return rows.map(({ record }) => record);
}

export async function readDevice(database: Database, deviceId: string): Promise<DeviceNow> {
  const [row] = await database.query<DeviceNow>(
    `SELECT status, status_reason, last_seen, disconnected_at, clock_skew_ms, config_version,
       services, reported_at FROM devices WHERE device_id = $1`,
    [deviceId],
  );
  if (row === undefined) throw new Error(`no device ${deviceId}`);
  return row;
}
