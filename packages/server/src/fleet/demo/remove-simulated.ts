import { rollups, tables } from '@homepot/catalogue';
import { holdDrains } from '../../drain/index.ts';
import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import { forgetDemo, lockDemoState } from './demo-state.ts';

/** What was removed and what could not be, by table. */
export interface SimulatedRemoval {
  readonly removed: Readonly<Record<string, number>>;
  readonly kept: Readonly<Record<string, number>>;
  readonly demo_id: string | null;
}

/** Tables whose rows carry their provenance: telemetry, ledgers but the audit trail, rollups. */
const markedTables: readonly string[] = [
  ...tables
    .filter(
      ({ name, kind }) => kind === 'telemetry' || (kind === 'ledger' && name !== 'audit_logs'),
    )
    .map(({ name }) => name),
  ...rollups.filter(({ dimensions }) => 'provenance' in dimensions).map(({ name }) => name),
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

async function removeInventory(
  transaction: Transaction,
  siteRowIds: readonly number[],
): Promise<Pick<SimulatedRemoval, 'removed' | 'kept'>> {
  const devices = await removeWhere(transaction, 'devices', unnamedDevice);
  const emptied = await transaction.query<{ id: number }>(
    `SELECT t.id FROM sites t WHERE ${emptySite} FOR UPDATE`,
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
 * Removes every simulated row with its share of the rollups, while servers run: the drains wait, and
 * forget what they remember of rollups. What a spool still holds is stored afterwards. Devices and
 * sites of the demo go where nothing else names them.
 */
export async function removeSimulated(transaction: Transaction): Promise<SimulatedRemoval> {
  const demo = await lockDemoState(transaction);
  await holdDrains(transaction);
  const removed: Record<string, number> = {};
  for (const table of markedTables) {
    removed[table] = await removeWhere(transaction, table, `t.provenance = 'simulated'`);
  }
  removed.outbox = await removeWhere(transaction, 'outbox', `t.provenance = 'simulated'`);
  const inventory = await removeInventory(transaction, await forgetDemo(transaction));
  return {
    removed: withoutZeros({ ...removed, ...inventory.removed }),
    kept: withoutZeros(inventory.kept),
    demo_id: demo?.demoId ?? null,
  };
}
