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
