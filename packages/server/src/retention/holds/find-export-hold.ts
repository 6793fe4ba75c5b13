import type { Transaction } from '../../store/index.ts';
import type { Span } from './hold.ts';

const at = (ms: number) => new Date(ms).toISOString();

/**
 * The reason of a hold by which an export that is not over keeps some of a time of a table; undefined where there
 * is none. What people hold is no export's, whatever they call it.
 */
export async function findExportHold(
  { query }: Pick<Transaction, 'query'>,
  table: string,
  { fromMs, untilMs }: Span,
): Promise<string | undefined> {
  const [hold] = await query<{ reason: string }>(
    `SELECT hold.reason FROM retention_holds AS hold
       JOIN exports AS export ON hold.reason = 'export ' || export.export_id
     WHERE hold.table_name = $1 AND hold.released_at IS NULL
       AND coalesce(hold.from_at < $3, true) AND coalesce(hold.until_at > $2, true)
       AND export.status NOT IN ('completed', 'cancelled', 'removed')
     ORDER BY hold.id LIMIT 1`,
    [table, at(fromMs), at(untilMs)],
  );
  return hold?.reason;
}
