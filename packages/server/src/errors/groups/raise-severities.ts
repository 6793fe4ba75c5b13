import { errorSeverities } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';

const raise = `
WITH held AS (
  SELECT fingerprint FROM error_groups WHERE fingerprint = ANY ($1::varchar[])
  ORDER BY fingerprint FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE error_groups AS g SET severity = given.severity, updated_at = now()
FROM held JOIN unnest($1::varchar[], $2::varchar[]) AS given (fingerprint, severity)
  USING (fingerprint)
WHERE g.fingerprint = held.fingerprint
  AND array_position($3::varchar[], given.severity) > array_position($3::varchar[], g.severity)`;

/** Lets groups be as bad as the worst error that was seen of them. Nobody is waited for. */
export async function raiseSeverities(
  transaction: Transaction,
  seen: readonly { readonly fingerprint: string; readonly severity: string }[],
): Promise<void> {
  if (seen.length === 0) return;
  await transaction.query(raise, [
    seen.map(({ fingerprint }) => fingerprint),
    seen.map(({ severity }) => severity),
    [...errorSeverities],
  ]);
}
