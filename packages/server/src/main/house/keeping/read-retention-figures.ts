import type { RetentionState } from '@homepot/catalogue';
import type { RetentionFigures } from '../../../api/index.ts';
import type { Retention } from '../../../retention/index.ts';
import type { Database } from '../../../store/index.ts';

/** Where a part can be that has not left. */
const openStates = ['planned', 'archived', 'verified', 'detached'] as const;

interface StoredFigures {
  readonly doneAt: string | null;
  readonly failedAt: string | null;
  readonly beganAt: string | null;
  readonly openRuns: number;
  readonly parts: Readonly<Partial<Record<RetentionState, number>>>;
  readonly left: RetentionFigures['left'];
}

/**
 * One row, whatever the history holds: runs are found from the newest back, parts by the index of those that
 * have not left.
 */
const figuresText = `
SELECT
  (SELECT ended_at FROM retention_runs WHERE state = 'done' ORDER BY id DESC LIMIT 1) AS "doneAt",
  (SELECT ended_at FROM retention_runs WHERE state = 'failed' ORDER BY id DESC LIMIT 1) AS "failedAt",
  (SELECT min(updated_at) FROM data_retention_policies) AS "beganAt",
  (SELECT count(*) FROM retention_runs WHERE state NOT IN ('done', 'failed')) AS "openRuns",
  (SELECT coalesce(jsonb_object_agg(state, parts), '{}') FROM (
    SELECT state, count(*) AS parts FROM retention_parts
    WHERE state NOT IN ('dropped', 'released') GROUP BY state) AS waiting) AS parts,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('table', table_name, 'partitions', partitions_dropped,
      'rows', rows_removed, 'bytes', bytes_freed) ORDER BY table_name), '[]')
    FROM retention_run_tables WHERE run_id =
      (SELECT id FROM retention_runs WHERE started_at IS NOT NULL ORDER BY id DESC LIMIT 1)) AS "left"`;

const msOf = (at: string | null | undefined): number | undefined =>
  at === null || at === undefined ? undefined : Date.parse(at);

/** Reads how keeping and forgetting stands. */
export async function readRetentionFigures(
  { query }: Pick<Database, 'query'>,
  retention: Pick<Retention, 'failures'>,
): Promise<RetentionFigures> {
  const [stored] = await query<StoredFigures>(figuresText);
  return {
    // Before the first run that went well, what an overdue one is late against is the beginning of the house.
    doneMs: msOf(stored?.doneAt ?? stored?.beganAt),
    failedMs: msOf(stored?.failedAt),
    openRuns: stored?.openRuns ?? 0,
    openParts: openStates.map((state) => ({ state, count: stored?.parts[state] ?? 0 })),
    left: stored?.left ?? [],
    failures: await retention.failures(),
  };
}
