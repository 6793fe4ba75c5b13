import type { Transaction } from '../../store/index.ts';

/** How large a table is, with all its partitions. */
export interface TableSize {
  readonly table: string;
  /** As PostgreSQL estimates; -1 where it never looked. */
  readonly rows: number;
  /** On disk, indexes included. */
  readonly bytes: number;
}

/** Reads the sizes of tables in one statement. */
export async function readSizes(
  { query }: Pick<Transaction, 'query'>,
  names: readonly string[],
): Promise<ReadonlyMap<string, TableSize>> {
  const rows = await query<TableSize>(
    `SELECT known.table, sum(greatest(c.reltuples, 0))::int8 AS rows,
       coalesce(sum(pg_total_relation_size(c.oid)), 0)::int8 AS bytes
     FROM (SELECT name AS table, to_regclass(quote_ident(name)) AS oid FROM unnest($1::text[]) AS name) known
     CROSS JOIN LATERAL (
       SELECT oid, reltuples FROM pg_class WHERE oid = known.oid AND relkind <> 'p'
       UNION ALL
       SELECT part.oid, part.reltuples FROM pg_inherits i JOIN pg_class part ON part.oid = i.inhrelid
       WHERE i.inhparent = known.oid
     ) c
     GROUP BY known.table`,
    [names],
  );
  return new Map(rows.map((row) => [row.table, row]));
}
