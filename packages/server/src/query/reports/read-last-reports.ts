import type { Transaction } from '../../store/index.ts';

/** How a device stood at the last of its rows. */
export interface LastReport {
  readonly device_id: string;
  readonly status: string;
  readonly status_since: string;
  readonly status_reason: string | null;
  readonly last_seen: string;
  readonly config_version: string | null;
  readonly firmware_version: string | null;
}

/** The last state and the last health check of devices that have both, between two instants. */
export async function readLastReports(
  transaction: Pick<Transaction, 'query'>,
  deviceIds: readonly string[],
  range: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly LastReport[]> {
  return transaction.query<LastReport>(
    `SELECT d.device_id, s.new_state AS status, s."timestamp" AS status_since,
       s.reason AS status_reason, h."timestamp" AS last_seen,
       h.response_data ->> 'config_version' AS config_version,
       h.response_data ->> 'firmware' AS firmware_version
     FROM unnest($1::text[]) AS d (device_id)
     CROSS JOIN LATERAL (
       SELECT new_state, "timestamp", reason FROM device_state_history
       WHERE device_id = d.device_id AND "timestamp" >= $2 AND "timestamp" <= $3
       ORDER BY "timestamp" DESC, id DESC LIMIT 1) s
     CROSS JOIN LATERAL (
       SELECT "timestamp", response_data FROM health_checks
       WHERE device_id = d.device_id AND "timestamp" >= $2 AND "timestamp" <= $3
       ORDER BY "timestamp" DESC LIMIT 1) h`,
    [deviceIds, new Date(range.fromMs).toISOString(), new Date(range.toMs).toISOString()],
  );
}
