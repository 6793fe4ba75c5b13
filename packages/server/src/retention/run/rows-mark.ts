import type { Database } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';

/**
 * Tells cheaply whether rows of a partition changed since a moment: no row may be written by a transaction
 * that was not over by then, and there may not be fewer. A row that was changed bears the number of the
 * transaction that did.
 */
export interface RowsMark {
  /** The first transaction that was not over, as text. */
  readonly transaction: string;
}

/** Notes the moment, to be taken before the rows are read. */
export async function takeRowsMark({ query }: Pick<Database, 'query'>): Promise<RowsMark> {
  const [row] = await query<{ xid: string }>(
    'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid',
  );
  if (row === undefined) throw new Error('the database told no snapshot');
  return { transaction: row.xid };
}

/** Transactions that may begin while it is asked; a few older rows count as newer for that, and are read again. */
const slack = 1_000;

/** Whether the relation has exactly so many rows, and none that is newer than the mark. */
export async function isUnchanged(
  { query }: Pick<Database, 'query'>,
  relation: string,
  rows: number,
  { transaction }: RowsMark,
): Promise<boolean> {
  const [found] = await query<{ rows: number; newer: number }>(
    `SELECT count(*) AS rows,
       count(*) FILTER (WHERE age(xmin) <=
         (pg_snapshot_xmax(pg_current_snapshot())::text::numeric - $1::numeric + $2)) AS newer
     FROM ${quoteIdentifier(relation)}`,
    [transaction, slack],
  );
  return found?.rows === rows && found.newer === 0;
}
