import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import { noteGone } from '../run/note-gone.ts';
import type { RunContext } from '../run/run-context.ts';
import { lockDecisions } from '../run/stays-after-all.ts';
import type { OldRows } from './old-rows.ts';
import { isStillOld } from './old-rows.ts';

/** Rows of a table that leave with the old rows of another: they name it by a column. */
const followers: Readonly<Record<string, { table: string; column: string; key: string }>> = {
  jobs: { table: 'job_targets', column: 'job_id', key: 'id' },
  retention_runs: { table: 'retention_run_tables', column: 'run_id', key: 'id' },
};

async function removeSome(
  { query }: Transaction,
  table: string,
  condition: string,
  values: readonly unknown[],
): Promise<number> {
  const name = quoteIdentifier(table);
  const [gone] = await query<{ count: number }>(
    `WITH gone AS (
       DELETE FROM ${name} WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM ${name} WHERE ${condition} LIMIT $${values.length + 1}))
       RETURNING 1)
     SELECT count(*) AS count FROM gone`,
    [...values, limits.retentionRowsPerStatementMax],
  );
  return gone?.count ?? 0;
}

/** What a row takes on average, indexes included; 0 where nobody knows. */
async function readRowBytes({ query }: Pick<Transaction, 'query'>, table: string): Promise<number> {
  const [row] = await query<{ bytes: number }>(
    `SELECT CASE WHEN reltuples > 0 THEN pg_total_relation_size(oid) / reltuples ELSE 0 END::float8
       AS bytes FROM pg_class WHERE oid = to_regclass($1)`,
    [quoteIdentifier(table)],
  );
  return row?.bytes ?? 0;
}

async function removeAll(
  context: RunContext,
  old: OldRows,
  { table, condition }: { readonly table: string; readonly condition: string },
): Promise<number> {
  const { values } = old;
  const { database, clock, lease, turn, runId, signal } = context;
  const rowBytes = await readRowBytes(database, table);
  let removed = 0;
  while (removed < limits.retentionRowsPerRunMax) {
    signal.throwIfAborted();
    const rows = await database.transaction(async (transaction) => {
      await lease.hold(transaction, turn);
      await lockDecisions(transaction);
      if (!(await isStillOld(transaction, old, clock.nowMs()))) return 0;
      const count = await removeSome(transaction, table, condition, values);
      const bytes = count * rowBytes;
      if (count > 0)
        await noteGone(transaction, runId, { table, partitions: 0, rows: count, bytes });
      return count;
    });
    removed += rows;
    if (rows < limits.retentionRowsPerStatementMax) break;
  }
  return removed;
}

/**
 * Removes the old rows of a table for good, some thousand in a transaction, after those that leave with them.
 * Returns how many. What was removed stays removed when it is cut off. Where a hold or policy changed since,
 * nothing more is removed until the next run.
 */
export async function removeOldRows(context: RunContext, old: OldRows): Promise<number> {
  const { table, condition } = old;
  const follower = followers[table];
  if (follower !== undefined) {
    const { column, key } = follower;
    const ofOld = `${column} IN (SELECT ${key} FROM ${quoteIdentifier(table)} WHERE ${condition})`;
    await removeAll(context, old, { table: follower.table, condition: ofOld });
  }
  return removeAll(context, old, { table, condition });
}
