import type { Table } from '@homepot/catalogue';
import { sql } from 'kysely';
import type { Instant } from '../parameters/instant.ts';
import type { Reader } from '../run-read.ts';

/**
 * Where the partitions of a table begin, ascending, by the date in which their names end: the bounds
 * themselves take PostgreSQL five times as long to print. It is no more than a hint where to cut a
 * range, so a partition of another name, or none at all, costs time and never a row.
 */
export async function readPartitionStarts(
  reader: Reader,
  table: Table,
): Promise<readonly Instant[]> {
  if (table.partition === undefined) return [];
  const { rows } = await sql<{ date: string }>`
    select translate(right(c.relname, 10), '_', '-') as date
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = to_regclass(${table.name}) and c.relname ~ '_\\d{4}_\\d\\d_\\d\\d$'
    order by 1`.execute(reader);
  return rows.map(({ date }) => `${date}T00:00:00.000000Z`);
}
