import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { ExportRequest } from '../request/export-request.ts';

const dayMs = 86_400_000;
const nameCharactersMax = 50;
const reasonOf = (exportId: string): string => `export ${exportId}`;

/** What features and labels are made of. */
const featureTables = [
  'device_metrics',
  'health_checks',
  'device_state_history',
  'error_logs',
  'job_outcomes',
  'configuration_history',
] as const;

/**
 * Keeps retention away from the rows of an export until it has ended, in the transaction that makes it.
 * Features of the first hours rest on what was before.
 */
export async function holdRange(
  { query }: Transaction,
  exportId: string,
  request: ExportRequest,
  { at, by }: { readonly at: string; readonly by: string | undefined },
): Promise<void> {
  const beforeMs = request.features ? limits.exportFeatureDaysBack * dayMs : 0;
  const from = new Date(Date.parse(request.from) - beforeMs).toISOString();
  const tables = [...new Set([...request.tables, ...(request.features ? featureTables : [])])];
  await query(
    `INSERT INTO retention_holds (table_name, from_at, until_at, reason, created_by, created_at)
     SELECT name, $2, $3, $4, $5, $6 FROM unnest($1::text[]) AS name`,
    [tables, from, request.to, reasonOf(exportId), by?.slice(0, nameCharactersMax) ?? null, at],
  );
}

/**
 * The name of a partition of the range that is being taken out of its table, or was, just before it was held: it is
 * in neither place for readers, or soon. Undefined where there is none. The run that is at it puts it back, since
 * it is held: any run that goes on, for one takes over what another left half done.
 */
export async function findLeaving(
  { query }: Pick<Transaction, 'query'>,
  exportId: string,
): Promise<string | undefined> {
  const [leaving] = await query<{ name: string }>(
    `SELECT part.partition_name AS name
     FROM retention_holds AS hold JOIN retention_parts AS part ON part.table_name = hold.table_name
       AND part.from_at < hold.until_at AND part.until_at > hold.from_at
     WHERE hold.reason = $1 AND hold.released_at IS NULL AND NOT part.is_lot
       AND part.state IN ('verified', 'detached')
       AND to_regclass(quote_ident(part.partition_name)) IS NOT NULL
       AND (EXISTS (SELECT FROM retention_runs AS run WHERE run.started_at IS NOT NULL AND run.ended_at IS NULL)
         OR NOT EXISTS (SELECT FROM pg_inherits AS attached
           WHERE attached.inhrelid = to_regclass(quote_ident(part.partition_name))
             AND NOT attached.inhdetachpending))
     LIMIT 1`,
    [reasonOf(exportId)],
  );
  return leaving?.name;
}

/** Lets retention go on. */
export async function releaseRange(
  { query }: Transaction,
  exportId: string,
  atMs: number,
): Promise<void> {
  await query(
    'UPDATE retention_holds SET released_at = $2 WHERE reason = $1 AND released_at IS NULL',
    [reasonOf(exportId), new Date(atMs).toISOString()],
  );
}
