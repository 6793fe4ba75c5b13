import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import type { Hold } from '../holds/hold.ts';
import { readKeeping } from '../holds/read-keeping.ts';
import type { Policy } from '../policies/policy.ts';
import { keptFromMs, readPolicies } from '../policies/policy.ts';

/** Which rows of an unpartitioned table are old enough and not held, as SQL. */
export interface OldRows {
  readonly table: string;
  readonly condition: string;
  readonly values: readonly unknown[];
  /** The first instant that is kept. */
  readonly beforeMs: number;
}

const at = (ms: number) => new Date(ms).toISOString();

/** Describes the rows of a table that leave now. */
export function oldRowsOf(policy: Policy, holds: readonly Hold[], nowMs: number): OldRows {
  const column = quoteIdentifier(policy.story.timeColumn);
  const beforeMs = keptFromMs(policy, nowMs);
  const values: unknown[] = [at(beforeMs)];
  const conditions = [`${column} < $1`];
  for (const { table, fromMs, untilMs } of holds) {
    if (table !== policy.table) continue;
    const ends = [
      ...(Number.isFinite(fromMs) ? [`${column} < $${values.push(at(fromMs))}`] : []),
      ...(Number.isFinite(untilMs) ? [`${column} >= $${values.push(at(untilMs))}`] : []),
    ];
    conditions.push(ends.length === 0 ? 'false' : `(${ends.join(' OR ')})`);
  }
  return { table: policy.table, condition: conditions.join(' AND '), values, beforeMs };
}

/** Whether these rows are to be removed still: since they were described, no hold and no policy has changed. */
export async function isStillOld(
  asked: Pick<Transaction, 'query'>,
  old: OldRows,
  nowMs: number,
): Promise<boolean> {
  const [policy] = await readPolicies(asked, old.table);
  if (policy === undefined || !policy.enabled || policy.archive) return false;
  const now = oldRowsOf(policy, await readKeeping(asked), nowMs);
  // A day that ended meanwhile makes more of them old, and keeps none of them.
  if (now.beforeMs < old.beforeMs || now.condition !== old.condition) return false;
  return now.values.slice(1).every((value, i) => value === old.values[i + 1]);
}

/** The first of them, milliseconds since 1970; undefined where there are none. */
export async function readOldest(
  { query }: Pick<Transaction, 'query'>,
  policy: Policy,
  { table, condition, values }: OldRows,
): Promise<number | undefined> {
  const column = quoteIdentifier(policy.story.timeColumn);
  const [row] = await query<{ first: string | null }>(
    `SELECT min(${column}) AS first FROM ${quoteIdentifier(table)} WHERE ${condition}`,
    values,
  );
  return row?.first == null ? undefined : Date.parse(row.first);
}
