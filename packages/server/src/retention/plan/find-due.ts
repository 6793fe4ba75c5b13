import type { PartitionKeeper, StoredPartition } from '../../store/index.ts';
import type { Hold } from '../holds/hold.ts';
import { holdsOn } from '../holds/hold.ts';
import type { Policy } from '../policies/policy.ts';
import { keptFromMs } from '../policies/policy.ts';

/** A partition that is old enough to leave. */
export interface DuePartition extends StoredPartition {
  /** Why it stays all the same; undefined where it leaves. */
  readonly stays: string | undefined;
}

/** Says who holds some of a time, in words. */
export function heldInWords(holds: readonly Hold[]): string | undefined {
  if (holds.length === 0) return undefined;
  return holds.map(({ id, reason }) => `held (${id}): ${reason}`).join('; ');
}

/**
 * The partitions of a table of which every row is older than its policy keeps, the oldest first. `holds` is all that
 * must stay, as `readKeeping` has it.
 */
export async function findDuePartitions(
  { keeper }: { readonly keeper: PartitionKeeper },
  policy: Policy,
  holds: readonly Hold[],
  nowMs: number,
): Promise<readonly DuePartition[]> {
  const { table, enabled } = policy;
  if (!enabled) return [];
  const keptMs = keptFromMs(policy, nowMs);
  const due = (await keeper.list(table)).filter(({ untilMs }) => untilMs <= keptMs);
  return due.map((partition) => ({
    ...partition,
    stays: heldInWords(holdsOn(holds, table, partition)),
  }));
}
