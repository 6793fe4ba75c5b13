import type { Table } from '@homepot/catalogue';
import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Reader } from '../run-read.ts';

/** How many rows a table has. */
export interface RowCount {
  readonly rows: number;
  readonly estimated: boolean;
}

/** Every row, counted. */
export async function countRows(reader: Reader, table: Table): Promise<RowCount> {
  const [counted] = await reader
    .selectFrom(table.name)
    .select(sql<number>`count(*)`.as('rows'))
    .execute();
  return { rows: counted?.rows ?? 0, estimated: false };
}

/**
 * What PostgreSQL believes of each table, its partitions added up: the rows it has seen come and go,
 * or, where those numbers were lost, the rows found by the last ANALYZE.
 */
async function readEstimates(reader: Reader): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ name: string; rows: number }>`
    select coalesce(parent.relname, leaf.relname) as name,
      sum(greatest(seen.n_live_tup, leaf.reltuples, 0))::bigint as rows
    from pg_class leaf
    join pg_stat_user_tables seen on seen.relid = leaf.oid
    left join pg_inherits i on i.inhrelid = leaf.oid
    left join pg_class parent on parent.oid = i.inhparent
    where leaf.relkind = 'r' and seen.schemaname = 'public'
    group by 1`.execute(reader);
  return new Map(rows.map(({ name, rows: count }) => [name, count]));
}

/** Counts tables that seem to have at most `countedRowsMax` rows; the others are estimated. */
export async function estimateRows(
  reader: Reader,
  tables: readonly Table[],
): Promise<readonly RowCount[]> {
  const estimates = await readEstimates(reader);
  const counts: RowCount[] = [];
  for (const table of tables) {
    const estimate = estimates.get(table.name) ?? 0;
    const small = estimate <= limits.countedRowsMax;
    counts.push(small ? await countRows(reader, table) : { rows: estimate, estimated: true });
  }
  return counts;
}
