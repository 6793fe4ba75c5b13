import type { Provenance } from '@homepot/catalogue';
import type { Clock } from '../kernel/index.ts';
import { limits } from '../kernel/index.ts';
import type { Database } from '../store/index.ts';
import { removeRows } from '../store/index.ts';

const dayMs = 86_400_000;

/** Nobody dealt with it in any way, and no error of it is left. */
const empty = `status = 'open' AND notes IS NULL AND own_title IS NULL AND merged_into IS NULL
  AND regressions = 0
  AND NOT EXISTS (SELECT FROM error_logs WHERE error_logs.fingerprint = error_groups.fingerprint)
  AND NOT EXISTS (SELECT FROM error_groups AS part
    WHERE part.merged_into = error_groups.fingerprint)
  AND NOT EXISTS (SELECT FROM error_group_splits
    WHERE error_groups.fingerprint IN (one, other))`;

/** Forgets groups of which no error is left, unless somebody dealt with them. Returns how many. */
export function removeEmptyErrorGroups(database: Database, clock: Clock): Promise<number> {
  const before = new Date(clock.nowMs() - limits.errorGroupsForgottenDays * dayMs).toISOString();
  const old = `${empty} AND first_seen < $1 AND updated_at < $1`;
  return removeRows(database, 'error_groups', old, [before]);
}

/** Forgets such groups whose first error was of that origin, once its rows were removed. */
export function removeEmptyGroupsOf(
  transaction: Pick<Database, 'query'>,
  provenance: Provenance,
): Promise<number> {
  return removeRows(transaction, 'error_groups', `${empty} AND provenance = $1`, [provenance]);
}
