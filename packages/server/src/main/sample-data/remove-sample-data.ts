import { sumTables, tables } from '@homepot/catalogue';
import { removeEmptyGroupsOf } from '../../errors/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { quoteIdentifier, sqlState } from '../../store/index.ts';
import { lockSampleState, writeSampleState } from './sample-state.ts';

/** What was removed and what could not be. */
export interface SampleRemoval {
  /** Rows removed, by table. */
  readonly removed: Readonly<Record<string, number>>;
  /** Sample rows that something else refers to by now, by table. */
  readonly kept: Readonly<Record<string, number>>;
}

/** Those that refer to others first. */
const inventoryTables = [
  'job_targets',
  'jobs',
  'site_schedule_exceptions',
  'site_operating_schedules',
  'devices',
  'sites',
] as const;

const foreignKeyViolation = '23503';

/** Tables whose rows carry their provenance: telemetry, ledgers but the audit trail, what is summed up. */
const markedTables: readonly string[] = [
  ...tables
    .filter(
      ({ name, kind }) => kind === 'telemetry' || (kind === 'ledger' && name !== 'audit_logs'),
    )
    .map(({ name }) => name),
  ...sumTables.map(({ name }) => name),
  'device_hours_open',
];

async function removeMarked(transaction: Transaction, table: string): Promise<number> {
  const rows = await transaction.query<{ count: number }>(
    `WITH gone AS (DELETE FROM ${quoteIdentifier(table)} WHERE provenance = 'sample' RETURNING 1)
     SELECT count(*) AS count FROM gone`,
  );
  return rows[0]?.count ?? 0;
}

/** Removes one row; false where another row refers to it, which then keeps it. */
async function removeRow(transaction: Transaction, table: string, id: number): Promise<boolean> {
  await transaction.query('SAVEPOINT before_row');
  try {
    await transaction.query(`DELETE FROM ${quoteIdentifier(table)} WHERE id = $1`, [id]);
    return true;
  } catch (error) {
    if (sqlState(error) !== foreignKeyViolation) throw error;
    await transaction.query('ROLLBACK TO SAVEPOINT before_row');
    return false;
  }
}

async function removeInventory(
  transaction: Transaction,
  table: string,
): Promise<{ readonly removed: number; readonly kept: number }> {
  const rows = await transaction.query<{ row_id: number }>(
    'SELECT row_id FROM sample_rows WHERE table_name = $1',
    [table],
  );
  let removed = 0;
  for (const { row_id } of rows) removed += (await removeRow(transaction, table, row_id)) ? 1 : 0;
  await transaction.query('DELETE FROM sample_rows WHERE table_name = $1', [table]);
  return { removed, kept: rows.length - removed };
}

const withoutZeros = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].filter(([, count]) => count > 0));

/**
 * Removes every sample row with its share of the rollups, and the sample inventory, in one
 * transaction. A sample row that something real refers to by now stays and is real from then on.
 * No server may run on this database meanwhile: a drain keeps the open rollups in its memory.
 */
export async function removeSampleData(database: Database, clock: Clock): Promise<SampleRemoval> {
  return database.transaction(async (transaction) => {
    await lockSampleState(transaction);
    const removed = new Map<string, number>();
    const kept = new Map<string, number>();
    for (const table of markedTables) removed.set(table, await removeMarked(transaction, table));
    removed.set('error_groups', await removeEmptyGroupsOf(transaction, 'sample'));
    for (const table of inventoryTables) {
      const counts = await removeInventory(transaction, table);
      removed.set(table, counts.removed);
      kept.set(table, counts.kept);
    }
    await writeSampleState(transaction, 'removed', clock.nowMs());
    return { removed: withoutZeros(removed), kept: withoutZeros(kept) };
  });
}
