import { limits } from '../kernel/index.ts';
import type { Database } from './database.ts';
import { quoteIdentifier } from './quote-identifier.ts';

/**
 * Removes the rows of a table that is not partitioned to which a condition applies, at most
 * `limits.rowsRemovedMax` in one statement, so that nobody waits long for what it holds. Returns how
 * many. A row that is changed meanwhile stays until the next time.
 */
export async function removeRows(
  database: Pick<Database, 'query'>,
  table: string,
  condition: string,
  values: readonly unknown[],
): Promise<number> {
  const name = quoteIdentifier(table);
  const text = `WITH gone AS (
      DELETE FROM ${name} WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM ${name} WHERE ${condition} LIMIT $${values.length + 1}))
      RETURNING 1
    )
    SELECT count(*) AS count FROM gone`;
  let removed = 0;
  for (;;) {
    const rows = await database.query<{ count: number }>(text, [...values, limits.rowsRemovedMax]);
    const count = rows[0]?.count ?? 0;
    removed += count;
    if (count < limits.rowsRemovedMax) return removed;
  }
}
