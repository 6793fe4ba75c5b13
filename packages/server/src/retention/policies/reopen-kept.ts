import type { Transaction } from '../../store/index.ts';
import { isHeld, readHolds } from '../holds/hold.ts';
import { keptFromMs, readPolicies } from './policy.ts';

interface ClosedPart {
  readonly id: number;
  readonly table_name: string;
  readonly from_at: string;
  readonly until_at: string;
}

/**
 * Takes rows again of times that were closed because they had left, and that are kept by now: a policy was
 * made longer or switched off, or somebody holds them. To be called with every such change.
 */
export async function reopenKept(transaction: Transaction, nowMs: number): Promise<void> {
  const closed = await transaction.query<ClosedPart>(
    `SELECT id, table_name, from_at, until_at FROM retention_parts
     WHERE closed AND state = 'dropped'`,
  );
  if (closed.length === 0) return;
  const policies = new Map((await readPolicies(transaction)).map((each) => [each.table, each]));
  const holds = await readHolds(transaction);
  const kept = closed.filter(({ table_name: table, from_at, until_at }) => {
    const policy = policies.get(table);
    const span = { fromMs: Date.parse(from_at), untilMs: Date.parse(until_at) };
    if (policy === undefined || !policy.enabled) return true;
    return span.untilMs > keptFromMs(policy, nowMs) || isHeld(holds, table, span);
  });
  await transaction.query('UPDATE retention_parts SET closed = false WHERE id = ANY ($1)', [
    kept.map(({ id }) => id),
  ]);
}
