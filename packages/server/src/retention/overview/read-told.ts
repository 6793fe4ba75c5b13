import type { Transaction } from '../../store/index.ts';

/** What runs told of a table. */
export interface Told {
  readonly table: string;
  /** In all runs that are remembered. */
  readonly rows: number;
  readonly bytes: number;
  /** When something of it last left. */
  readonly lastAt: string | null;
  /** What the last run left alone, and what failed in it. */
  readonly skipped: string | null;
  readonly error: string | null;
}

/** Reads what runs told of every table. */
export async function readTold({
  query,
}: Pick<Transaction, 'query'>): Promise<ReadonlyMap<string, Told>> {
  const rows = await query<Told>(
    `WITH last AS (SELECT max(id) AS id FROM retention_runs WHERE started_at IS NOT NULL)
     SELECT told.table_name AS table, sum(told.rows_removed)::int8 AS rows,
       sum(told.bytes_freed)::int8 AS bytes,
       max(run.started_at) FILTER (WHERE told.rows_removed > 0 OR told.partitions_dropped > 0) AS "lastAt",
       max(told.skipped) FILTER (WHERE told.run_id = last.id) AS skipped,
       max(told.error) FILTER (WHERE told.run_id = last.id) AS error
     FROM retention_run_tables told JOIN retention_runs run ON run.id = told.run_id CROSS JOIN last
     GROUP BY told.table_name`,
  );
  return new Map(rows.map((row) => [row.table, row]));
}
