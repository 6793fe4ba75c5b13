import { tables } from '@homepot/catalogue';
import type { Clock } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import { forgetDemo, lockDemoState } from './demo-state.ts';
import { removeTelemetry } from './remove-telemetry.ts';

/** What was removed and what could not be, by table. */
export interface SimulatedRemoval {
  readonly removed: Readonly<Record<string, number>>;
  readonly kept: Readonly<Record<string, number>>;
  readonly demo_id: string | null;
}

/** Ledgers but the audit trail, and what waits to become telemetry. */
const markedTables: readonly string[] = [
  ...tables
    .filter(({ name, kind }) => kind === 'ledger' && name !== 'audit_logs')
    .map(({ name }) => name),
  'outbox',
];

async function removeWhere(
  transaction: Transaction,
  table: string,
  condition: string,
  values: readonly unknown[] = [],
): Promise<number> {
  const rows = await transaction.query<{ count: number }>(
    `WITH gone AS (DELETE FROM ${quoteIdentifier(table)} AS t WHERE ${condition} RETURNING 1)
     SELECT count(*) AS count FROM gone`,
    values,
  );
  return rows[0]?.count ?? 0;
}

/** Devices that nothing else names; one with a credential may be reporting right now. */
const unnamedDevice = `t.provenance = 'simulated'
  AND NOT EXISTS (SELECT 1 FROM device_credentials c WHERE c.device_id = t.id)
  AND NOT EXISTS (SELECT 1 FROM job_targets j WHERE j.device_id = t.id)
  AND NOT EXISTS (SELECT 1 FROM enrolment_tokens e WHERE e.used_by = t.id)`;

const emptySite = `t.id = ANY($1::bigint[])
  AND NOT EXISTS (SELECT 1 FROM devices d WHERE d.site_id = t.id)
  AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.site_id = t.id)
  AND NOT EXISTS (SELECT 1 FROM enrolment_tokens e WHERE e.site_id = t.id)`;

/** The rows are locked in the order of their ids, as wherever several devices are. */
async function removeDevices(transaction: Transaction): Promise<number> {
  const held = await transaction.query<{ id: number }>(
    `SELECT t.id FROM devices t WHERE ${unnamedDevice} ORDER BY t.id FOR UPDATE`,
  );
  // Asked again: who names a device meanwhile was waited for.
  return removeWhere(transaction, 'devices', `t.id = ANY($1::bigint[]) AND ${unnamedDevice}`, [
    held.map(({ id }) => id),
  ]);
}

async function removeInventory(
  transaction: Transaction,
  siteRowIds: readonly number[],
): Promise<Pick<SimulatedRemoval, 'removed' | 'kept'>> {
  const devices = await removeDevices(transaction);
  const emptied = await transaction.query<{ id: number }>(
    `SELECT t.id FROM sites t WHERE ${emptySite} ORDER BY t.id FOR UPDATE`,
    [siteRowIds],
  );
  const gone = [emptied.map(({ id }) => id)];
  const ofSite = 't.site_id = ANY($1::bigint[])';
  const removed = {
    devices,
    site_schedule_exceptions: await removeWhere(
      transaction,
      'site_schedule_exceptions',
      ofSite,
      gone,
    ),
    site_operating_schedules: await removeWhere(
      transaction,
      'site_operating_schedules',
      ofSite,
      gone,
    ),
    sites: await removeWhere(transaction, 'sites', 't.id = ANY($1::bigint[])', gone),
  };
  const [left] = await transaction.query<{ devices: number; sites: number }>(
    `SELECT (SELECT count(*) FROM devices WHERE provenance = 'simulated') AS devices,
       (SELECT count(*) FROM sites WHERE id = ANY($1::bigint[])) AS sites`,
    [siteRowIds],
  );
  return { removed, kept: { devices: left?.devices ?? 0, sites: left?.sites ?? 0 } };
}

const withoutZeros = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

/**
 * Removes every simulated row with its share of the rollups, while servers run: telemetry in short
 * transactions of its own, and the rest in the one that is given, which keeps others from beginning
 * or ending a demo meanwhile. Interrupted, it can be run again. What a spool still holds is stored
 * afterwards. Devices and sites of the demo go where nothing else names them.
 */
export async function removeSimulated(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  transaction: Transaction,
): Promise<SimulatedRemoval> {
  const demo = await lockDemoState(transaction);
  const removed = Object.fromEntries(await removeTelemetry(database, clock));
  for (const table of markedTables) {
    removed[table] = await removeWhere(transaction, table, `t.provenance = 'simulated'`);
  }
  const inventory = await removeInventory(transaction, await forgetDemo(transaction));
  return {
    removed: withoutZeros({ ...removed, ...inventory.removed }),
    kept: withoutZeros(inventory.kept),
    demo_id: demo?.demoId ?? null,
  };
}
