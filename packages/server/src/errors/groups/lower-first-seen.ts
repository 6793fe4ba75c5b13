import type { Transaction } from '../../store/index.ts';
import { waitAMoment } from './wait-a-moment.ts';

/** A group and when its first error happened, milliseconds since 1970. */
interface EarlierError {
  readonly fingerprint: string;
  readonly firstMs: number;
}

const lower = `
WITH held AS (
  SELECT fingerprint FROM error_groups WHERE fingerprint = ANY ($1::varchar[])
  ORDER BY fingerprint FOR NO KEY UPDATE
)
UPDATE error_groups AS g SET first_seen = given.happened, updated_at = now()
FROM held JOIN unnest($1::varchar[], $2::timestamptz[]) AS given (fingerprint, happened)
  USING (fingerprint)
WHERE g.fingerprint = held.fingerprint AND given.happened < g.first_seen`;

/**
 * Lets groups have begun with errors that happened earlier than all that were stored before: a device
 * that was offline, or several spools, bring them in whatever order. It comes before everything else
 * that holds groups, in the order of their fingerprints, so that drains wait and never block each other;
 * they wait a moment at most.
 */
export async function lowerFirstSeen(
  transaction: Transaction,
  earlier: readonly EarlierError[],
): Promise<void> {
  if (earlier.length === 0) return;
  await waitAMoment(transaction, () =>
    transaction.query(lower, [
      earlier.map(({ fingerprint }) => fingerprint),
      earlier.map(({ firstMs }) => new Date(firstMs).toISOString()),
    ]),
  );
}
