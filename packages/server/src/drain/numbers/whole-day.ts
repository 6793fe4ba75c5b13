import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';

/** A day of a table of which rows have left, or are just being taken out. */
const leftText = `
  SELECT part.partition_name AS name FROM retention_parts part
  WHERE part.table_name = $1 AND part.from_at < $3 AND part.until_at > $2
    AND CASE part.state
      WHEN 'released' THEN false
      WHEN 'dropped' THEN NOT EXISTS (SELECT 1 FROM archive_parts archived
        WHERE archived.id = part.archive_part_id AND archived.state = 'restored')
      ELSE NOT EXISTS (SELECT 1 FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = to_regclass($1) AND c.relname = part.partition_name
          AND NOT i.inhdetachpending)
    END
  LIMIT 1`;

/**
 * Throws range_invalid where rows of a time are not in their table any more: a recount would say that there
 * were none, and what is kept of them would be lost. To be asked after the rows were read, in the same
 * transaction: what was there until then was there all the time.
 */
export async function requireRowsThere(
  { query }: Pick<Transaction, 'query'>,
  source: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<void> {
  const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString());
  const [left] = await query<{ name: string }>(leftText, [source, from, to]);
  if (left === undefined) return;
  throw new HomepotError('range_invalid', {
    path: 'path.day',
    message: `Rows of ${source} from this time have left the database (${left.name}), so that nothing can be counted again; bring them back from the archive first`,
  });
}

/** Of tables of sums, before which of their own rows have left, milliseconds since 1970. */
export async function readRemovedUntil(
  { query }: Pick<Transaction, 'query'>,
  tables: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await query<{ name: string; until: string }>(
    `SELECT table_name AS name, removed_until AS until FROM data_retention_policies
     WHERE table_name = ANY ($1) AND removed_until IS NOT NULL`,
    [tables],
  );
  return new Map(rows.map(({ name, until }) => [name, Date.parse(until)]));
}
