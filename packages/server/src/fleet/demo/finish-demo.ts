import type { BodyOf, finishDemo as contract } from '@homepot/catalogue';
import { readLastReports } from '../../query/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { DemoState } from './demo-state.ts';
import { markDemoMade } from './demo-state.ts';

type Changes = BodyOf<typeof contract>['config_changes'];

/** One statement, however many changes. */
async function insertChanges(transaction: Transaction, changes: Changes): Promise<number> {
  const rows = await transaction.query<{ count: number }>(
    `WITH entered AS (
       INSERT INTO configuration_history ("timestamp", provenance, entity_type, entity_id,
         parameter_name, old_value, new_value, changed_by, change_reason, change_type,
         performance_before, performance_after, was_successful, was_rolled_back, rollback_reason,
         job_id, judged_at)
       SELECT c."timestamp", 'simulated', c.entity_type, c.entity_id, c.parameter_name, c.old_value,
         c.new_value, c.changed_by, c.change_reason, c.change_type, c.performance_before,
         c.performance_after, c.was_successful, c.was_rolled_back, c.rollback_reason, c.job_id,
         coalesce((c.performance_after ->> 'to')::timestamptz, c."timestamp")
       FROM jsonb_to_recordset($1::jsonb) AS c("timestamp" timestamptz, entity_type text,
         entity_id text, parameter_name text, old_value jsonb, new_value jsonb, changed_by text,
         change_reason text, change_type text, performance_before jsonb, performance_after jsonb,
         was_successful boolean, was_rolled_back boolean, rollback_reason text, job_id text)
       RETURNING 1)
     SELECT count(*) AS count FROM entered`,
    [JSON.stringify(changes)],
  );
  return rows[0]?.count ?? 0;
}

const neverReported = `devices.provenance = 'simulated' AND devices.last_seen IS NULL
  AND devices.status = 'unknown'`;

/**
 * Devices that never reported are as the past left them, so that what they report from now on goes on
 * from there; unless they are silent, which the sweep finds.
 */
async function settleDevices(
  transaction: Transaction,
  demo: Pick<DemoState, 'fromMs' | 'toMs'>,
): Promise<number> {
  const held = await transaction.query<{ device_id: string }>(
    `SELECT device_id FROM devices WHERE ${neverReported} ORDER BY id FOR NO KEY UPDATE`,
  );
  const deviceIds = held.map(({ device_id }) => device_id);
  const last = await readLastReports(transaction, deviceIds, demo);
  const rows = await transaction.query<{ count: number }>(
    `WITH settled AS (
       UPDATE devices SET status = l.status, status_since = l.status_since,
         status_reason = l.status_reason, last_seen = l.last_seen,
         config_version = l.config_version, firmware_version = l.firmware_version,
         updated_at = now()
       FROM jsonb_to_recordset($1::jsonb) AS l(device_id text, status text,
         status_since timestamptz, status_reason text, last_seen timestamptz,
         config_version text, firmware_version text)
       WHERE devices.device_id = l.device_id AND ${neverReported}
       RETURNING 1)
     SELECT count(*) AS count FROM settled`,
    [JSON.stringify(last)],
  );
  return rows[0]?.count ?? 0;
}

/** Enters what does not go through the door, and marks the demo as made. */
export async function finishDemo(
  transaction: Transaction,
  demo: Pick<DemoState, 'fromMs' | 'toMs'>,
  changes: Changes,
): Promise<{ readonly config_changes: number; readonly devices: number }> {
  const config_changes = await insertChanges(transaction, changes);
  const devices = await settleDevices(transaction, demo);
  await markDemoMade(transaction);
  return { config_changes, devices };
}
