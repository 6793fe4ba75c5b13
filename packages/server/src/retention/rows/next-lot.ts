import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import type { Hold, Span } from '../holds/hold.ts';
import type { Policy } from '../policies/policy.ts';
import { keptFromMs } from '../policies/policy.ts';
import { cleanAuditEnd } from './audit-end.ts';

const at = (ms: number) => new Date(ms).toISOString();

/** Rows that leave one lot after the other, from the oldest on: up to the first that somebody holds. */
export function lotsEndMs({ table, days }: Policy, holds: readonly Hold[], nowMs: number): number {
  const held = holds.filter((hold) => hold.table === table).map(({ fromMs }) => fromMs);
  return Math.min(keptFromMs({ table, days }, nowMs), ...held);
}

/**
 * The next rows of an unpartitioned table that are archived and leave together: the oldest, about
 * `retentionLotRowsMax` of them. Undefined where none is old enough.
 */
export async function findNextLot(
  asked: Pick<Transaction, 'query'>,
  policy: Policy,
  endMs: number,
): Promise<Span | undefined> {
  if (endMs === Number.NEGATIVE_INFINITY) return undefined;
  const [table, column] = [policy.table, policy.story.timeColumn].map(quoteIdentifier);
  const [row] = await asked.query<{ first: string | null; last: string | null }>(
    `SELECT (SELECT min(${column}) FROM ${table} WHERE ${column} < $1) AS first,
       (SELECT ${column} FROM ${table} WHERE ${column} < $1 ORDER BY ${column} OFFSET $2 LIMIT 1) AS last`,
    [at(endMs), limits.retentionLotRowsMax - 1],
  );
  if (row?.first == null) return undefined;
  const fromMs = Date.parse(row.first);
  const fullMs = row.last === null ? endMs : Math.min(endMs, Date.parse(row.last) + 1);
  const untilMs = policy.table === 'audit_logs' ? await cleanAuditEnd(asked, fullMs) : fullMs;
  return untilMs > fromMs ? { fromMs, untilMs } : undefined;
}
