import type { Transaction } from '../../store/index.ts';
import type { NewGroup } from './new-group.ts';
import { waitAMoment } from './wait-a-moment.ts';

const insert = `
INSERT INTO error_groups (fingerprint, title, category, severity, error_type, error_code,
  explanation, provenance, first_seen)
SELECT * FROM unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::varchar[], $5::varchar[],
  $6::varchar[], $7::jsonb[], $8::varchar[], $9::timestamptz[])
  AS given (fingerprint, title, category, severity, error_type, error_code, explanation,
    provenance, first_seen)
ORDER BY fingerprint
ON CONFLICT (fingerprint) DO UPDATE SET first_seen = excluded.first_seen
  WHERE excluded.first_seen < error_groups.first_seen`;

async function insertAll(transaction: Transaction, groups: readonly NewGroup[]): Promise<void> {
  await transaction.query(insert, [
    groups.map(({ fingerprint }) => fingerprint),
    groups.map(({ title }) => title),
    groups.map(({ category }) => category),
    groups.map(({ severity }) => severity),
    groups.map(({ errorType }) => errorType),
    groups.map(({ errorCode }) => errorCode),
    groups.map(({ explanation }) => explanation),
    groups.map(({ provenance }) => provenance),
    groups.map(({ firstSeenMs }) => new Date(firstSeenMs).toISOString()),
  ]);
}

/**
 * Enters groups that are not there yet, in the order of their fingerprints; one that another transaction
 * has just entered keeps the earlier beginning. Where another transaction
 * is entering one of them, this waits for its end, `errorGroupsLockMillisecondsMax` at most; after
 * that none is entered, and the sweep makes up for it. The transaction goes on either way.
 */
export async function insertGroups(
  transaction: Transaction,
  groups: readonly NewGroup[],
): Promise<void> {
  if (groups.length === 0) return;
  await waitAMoment(transaction, () => insertAll(transaction, groups));
}
