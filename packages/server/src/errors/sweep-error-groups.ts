import type { Clock } from '../kernel/index.ts';
import { limits } from '../kernel/index.ts';
import type { Database, Transaction } from '../store/index.ts';
import { insertGroups } from './groups/insert-groups.ts';
import type { FirstError } from './groups/new-group.ts';
import { createNewGroup } from './groups/new-group.ts';
import type { Happening } from './groups/reopen-groups.ts';
import { reopenGroups } from './groups/reopen-groups.ts';

/** Any number that no other program takes: one server sweeps at a time. */
const sweepLock = 7_240_522;

const hourMs = 3_600_000;

const missingGroups = `
WITH missing AS (
  SELECT DISTINCT counted.fingerprint FROM error_fingerprints_hour AS counted
  WHERE counted.bucket >= $1 AND NOT EXISTS (
    SELECT FROM error_groups WHERE error_groups.fingerprint = counted.fingerprint)
  ORDER BY counted.fingerprint LIMIT $2
)
SELECT first.*, (extract(epoch FROM first.happened) * 1000)::float8 AS "happenedMs"
FROM missing CROSS JOIN LATERAL (
  SELECT fingerprint, "timestamp" AS happened, provenance, category, severity, error_code,
    error_message, stack_trace
  FROM error_logs WHERE error_logs.fingerprint = missing.fingerprint AND "timestamp" >= $1
  ORDER BY "timestamp" LIMIT 1) AS first`;

/** Resolved groups with errors that happened later, found by the sums of the last hours. */
const missedErrors = `
SELECT whole.fingerprint, (extract(epoch FROM max(last.happened)) * 1000)::float8 AS "happenedMs"
FROM error_groups AS whole
JOIN error_groups AS part
  ON coalesce(part.merged_into, part.fingerprint) = whole.fingerprint
CROSS JOIN LATERAL (
  SELECT "timestamp" AS happened FROM error_logs
  WHERE error_logs.fingerprint = part.fingerprint
    AND "timestamp" > whole.resolved_at AND "timestamp" >= $1
  ORDER BY "timestamp" DESC LIMIT 1) AS last
WHERE whole.status = 'resolved' AND EXISTS (
  SELECT FROM error_fingerprints_hour AS counted
  WHERE counted.fingerprint = part.fingerprint AND counted.bucket >= $1
    AND counted.bucket >= date_trunc('hour', whole.resolved_at, 'UTC'))
GROUP BY whole.fingerprint
ORDER BY whole.fingerprint LIMIT $2`;

const endedIgnoring = `
SELECT fingerprint FROM error_groups WHERE status = 'ignored' AND ignored_until <= $1
ORDER BY fingerprint LIMIT $2`;

async function enterMissing(transaction: Transaction, from: string): Promise<void> {
  const first = await transaction.query<FirstError>(missingGroups, [
    from,
    limits.errorGroupsPerTransactionMax,
  ]);
  await insertGroups(transaction, first.map(createNewGroup));
}

async function listDue(
  transaction: Transaction,
  from: string,
  nowMs: number,
): Promise<readonly Happening[]> {
  const max = limits.errorGroupsPerTransactionMax;
  const missed = await transaction.query<Happening>(missedErrors, [from, max]);
  const now = new Date(nowMs).toISOString();
  const ended = await transaction.query<{ fingerprint: string }>(endedIgnoring, [now, max]);
  // A moment later, since it counts what happened after the time for which a group is ignored.
  const opened = ended.map(({ fingerprint }) => ({ fingerprint, happenedMs: nowMs + 1 }));
  return [...missed, ...opened];
}

/**
 * Makes up for what the drains left undone about errors of the last hours: enters groups that are missing, opens resolved ones in
 * which errors happened later, and ignored ones whose time has passed. Cheap where there is nothing to
 * do. Returns the fingerprints of the groups that were opened; none where another server is at it.
 */
export async function sweepErrorGroups(
  database: Database,
  clock: Clock,
  hoursBack: number,
): Promise<readonly string[]> {
  const nowMs = clock.nowMs();
  const fromMs = Math.floor(nowMs / hourMs - hoursBack) * hourMs;
  const from = new Date(fromMs).toISOString();
  return database.transaction(async (transaction) => {
    const [lock] = await transaction.query<{ held: boolean }>(
      'SELECT pg_try_advisory_xact_lock($1) AS held',
      [sweepLock],
    );
    if (lock?.held !== true) return [];
    const opened = await reopenGroups(transaction, await listDue(transaction, from, nowMs));
    await enterMissing(transaction, from);
    return opened;
  });
}
