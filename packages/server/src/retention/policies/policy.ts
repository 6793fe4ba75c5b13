import type { PolicyStory } from '@homepot/catalogue';
import { findPolicyStory, findTable } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';
import { partitionRange } from '../../store/index.ts';

/** How long the rows of one table are kept. */
export interface Policy {
  readonly table: string;
  readonly story: PolicyStory;
  readonly days: number;
  readonly archive: boolean;
  readonly enabled: boolean;
  readonly isDefault: boolean;
  /** Before which rows were removed, or are about to be, milliseconds since 1970; -Infinity where none were. */
  readonly removedUntilMs: number;
  readonly updatedBy: string | null;
  readonly updatedAt: string | null;
}

interface StoredPolicy {
  readonly table_name: string;
  readonly retention_days: number;
  readonly archive_before_delete: boolean;
  readonly cleanup_enabled: boolean;
  readonly is_default: boolean;
  readonly removed_until: string | null;
  readonly updated_by: string | null;
  readonly updated_at: string | null;
}

const dayMs = 86_400_000;

function toPolicy(stored: StoredPolicy): Policy[] {
  const story = findPolicyStory(stored.table_name);
  if (story === undefined) return [];
  return [
    {
      table: stored.table_name,
      story,
      days: stored.retention_days,
      archive: stored.archive_before_delete && story.archive,
      enabled: stored.cleanup_enabled,
      isDefault: stored.is_default,
      removedUntilMs:
        stored.removed_until === null ? Number.NEGATIVE_INFINITY : Date.parse(stored.removed_until),
      updatedBy: stored.updated_by,
      updatedAt: stored.updated_at,
    },
  ];
}

/** All policies, or that of one table, in the order of the tables' names. */
export async function readPolicies(
  { query }: Pick<Transaction, 'query'>,
  table?: string,
): Promise<readonly Policy[]> {
  const rows = await query<StoredPolicy>(
    `SELECT table_name, retention_days, archive_before_delete, cleanup_enabled, is_default,
       removed_until, updated_by, updated_at
     FROM data_retention_policies WHERE $1::text IS NULL OR table_name = $1 ORDER BY table_name`,
    [table ?? null],
  );
  return rows.flatMap(toPolicy);
}

/**
 * The first instant that is kept. Rows leave by whole days, partitions as a whole: what lies in a partition
 * of which a part is young enough is kept.
 */
export function keptFromMs({ table, days }: Pick<Policy, 'table' | 'days'>, nowMs: number): number {
  const day = Math.floor((nowMs - days * dayMs) / dayMs);
  const width = findTable(table)?.partition;
  return (width === undefined ? day : partitionRange(table, width, day).firstDay) * dayMs;
}
