import type { PartitionKeeper, StoredPartition, Transaction } from '../../store/index.ts';
import type { Hold } from '../holds/hold.ts';
import { holdsOn } from '../holds/hold.ts';
import type { Policy } from '../policies/policy.ts';
import { keptFromMs } from '../policies/policy.ts';

/** A partition that is old enough to leave. */
export interface DuePartition extends StoredPartition {
  /** Why it stays all the same; undefined where it leaves. */
  readonly stays: string | undefined;
}

interface Deps {
  readonly database: Pick<Transaction, 'query'>;
  readonly keeper: PartitionKeeper;
}

/** The partitions of a table that somebody has brought back from the archive: they are no part's of ours. */
async function readRestored({ database }: Deps, table: string): Promise<ReadonlySet<string>> {
  const rows = await database.query<{ name: string }>(
    `SELECT partition_name AS name FROM archive_parts
     WHERE table_name = $1 AND state = 'restored'`,
    [table],
  );
  return new Set(rows.map(({ name }) => name));
}

/** Says who holds some of a time, in words. */
export function heldInWords(holds: readonly Hold[]): string | undefined {
  if (holds.length === 0) return undefined;
  return holds.map(({ id, reason }) => `held (${id}): ${reason}`).join('; ');
}

/** The partitions of a table of which every row is older than its policy keeps, the oldest first. */
export async function findDuePartitions(
  deps: Deps,
  policy: Policy,
  holds: readonly Hold[],
  nowMs: number,
): Promise<readonly DuePartition[]> {
  const { table, enabled } = policy;
  if (!enabled) return [];
  const keptMs = keptFromMs(policy, nowMs);
  const due = (await deps.keeper.list(table)).filter(({ untilMs }) => untilMs <= keptMs);
  if (due.length === 0) return [];
  const restored = await readRestored(deps, table);
  return due.map((partition) => ({
    ...partition,
    stays: restored.has(partition.name)
      ? 'brought back from the archive'
      : heldInWords(holdsOn(holds, table, partition)),
  }));
}
