import type { Table } from '@homepot/catalogue';
import { sql } from 'kysely';
import type { Reader } from '../../run-read.ts';

/**
 * Partitions that were detached and are still there: their rows are on their way out of the database,
 * and not in the archive alone yet. They are known by their names.
 */
export async function findDetached(reader: Reader, table: Table): Promise<readonly string[]> {
  if (table.partition === undefined) return [];
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c
    where c.relkind = 'r' and pg_table_is_visible(c.oid)
      and c.relname ~ ('^' || ${table.name} || '_\\d{4}_\\d\\d_\\d\\d$')
      and not exists (select from pg_inherits i where i.inhrelid = c.oid and not i.inhdetachpending)
    order by 1`.execute(reader);
  return rows.map(({ name }) => name);
}
