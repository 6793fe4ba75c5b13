import type { RunContext } from './run-context.ts';

/** Keeps what a run left alone in a table, and why. */
export async function noteSkipped(
  { database, runId }: RunContext,
  table: string,
  skipped: string,
): Promise<void> {
  await database.query(
    `INSERT INTO retention_run_tables (run_id, table_name, skipped) VALUES ($1, $2, $3)
     ON CONFLICT (run_id, table_name) DO UPDATE SET skipped = excluded.skipped`,
    [runId, table, skipped],
  );
}
