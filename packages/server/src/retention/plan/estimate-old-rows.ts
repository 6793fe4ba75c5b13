import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import type { OldRows } from '../rows/old-rows.ts';

/** How many rows there are, and whether that is what PostgreSQL estimates. */
export interface RowEstimate {
  readonly rows: number;
  readonly estimated: boolean;
}

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows': number } }[];
}

/** Counts the rows that leave as long as that is quick; beyond it the planner is asked. */
export async function estimateOldRows(
  { query }: Pick<Transaction, 'query'>,
  { table, condition, values }: OldRows,
): Promise<RowEstimate> {
  const from = `FROM ${quoteIdentifier(table)} WHERE ${condition}`;
  const max = limits.countedRowsMax;
  const [counted] = await query<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 ${from} LIMIT ${max + 1}) AS counted`,
    values,
  );
  const rows = counted?.count ?? 0;
  if (rows <= max) return { rows, estimated: false };
  const [explained] = await query<Explained>(`EXPLAIN (FORMAT JSON) SELECT 1 ${from}`, values);
  const planned = explained?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? rows;
  return { rows: Math.max(rows, Math.round(planned)), estimated: true };
}
