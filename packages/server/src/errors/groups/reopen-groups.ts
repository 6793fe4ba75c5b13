import type { Transaction } from '../../store/index.ts';

/** A group in which something happened, and when that was, milliseconds since 1970. */
export interface Happening {
  readonly fingerprint: string;
  readonly happenedMs: number;
}

const reopen = `
WITH held AS (
  SELECT fingerprint FROM error_groups WHERE fingerprint = ANY ($1::varchar[])
  ORDER BY fingerprint FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE error_groups AS g SET
  status = 'open',
  regressed_at = CASE WHEN g.status = 'resolved' THEN given.happened ELSE g.regressed_at END,
  regressions = g.regressions + CASE WHEN g.status = 'resolved' THEN 1 ELSE 0 END,
  resolved_at = NULL, resolved_by = NULL, ignored_until = NULL, updated_at = now()
FROM held JOIN unnest($1::varchar[], $2::timestamptz[]) AS given (fingerprint, happened)
  USING (fingerprint)
WHERE g.fingerprint = held.fingerprint
  AND (g.status = 'resolved' AND given.happened > g.resolved_at
    OR g.status = 'ignored' AND given.happened > g.ignored_until)
RETURNING g.fingerprint`;

/**
 * Opens groups again: resolved ones in which an error happened later, ignored ones in which one
 * happened after the time for which they are ignored. A group that somebody else holds is left to the
 * sweep, so that nobody waits. Returns the fingerprints of those that were opened.
 */
export async function reopenGroups(
  transaction: Transaction,
  happenings: readonly Happening[],
): Promise<readonly string[]> {
  if (happenings.length === 0) return [];
  const rows = await transaction.query<{ fingerprint: string }>(reopen, [
    happenings.map(({ fingerprint }) => fingerprint),
    happenings.map(({ happenedMs }) => new Date(happenedMs).toISOString()),
  ]);
  return rows.map(({ fingerprint }) => fingerprint);
}
