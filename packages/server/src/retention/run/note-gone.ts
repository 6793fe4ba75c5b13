import type { Transaction } from '../../store/index.ts';

/** What left in one transaction. */
export interface Gone {
  readonly table: string;
  readonly partitions: number;
  readonly rows: number;
  readonly bytes: number;
}

/** Adds what left to what its run tells, in the transaction in which it left. */
export async function noteGone(
  { query }: Pick<Transaction, 'query'>,
  runId: number,
  { table, partitions, rows, bytes }: Gone,
): Promise<void> {
  await query(
    `INSERT INTO retention_run_tables AS told
       (run_id, table_name, partitions_dropped, rows_removed, bytes_freed)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (run_id, table_name) DO UPDATE SET
       partitions_dropped = told.partitions_dropped + excluded.partitions_dropped,
       rows_removed = told.rows_removed + excluded.rows_removed,
       bytes_freed = told.bytes_freed + excluded.bytes_freed`,
    [runId, table, partitions, rows, Math.round(bytes)],
  );
  await query(
    `UPDATE retention_runs SET partitions_dropped = partitions_dropped + $2,
       rows_removed = rows_removed + $3, bytes_freed = bytes_freed + $4 WHERE id = $1`,
    [runId, partitions, rows, Math.round(bytes)],
  );
}
