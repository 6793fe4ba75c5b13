import type { PerformanceWindow, RollbackPolicy } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { WindowSummary } from '../../query/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import type { Span } from './change-times.ts';
import { spanAfter } from './change-times.ts';
import { readWindow } from './stored-window.ts';

/** A change of a device's configuration by a job, as the history keeps it. */
export interface StoredChange {
  readonly id: number;
  readonly deviceId: string;
  readonly siteRowId: number;
  readonly segment: string | null;
  readonly provenance: string;
  readonly intervalSeconds: number;
  /** How often it was looked at with too little to see. */
  readonly looks: number;
  readonly appliedMs: number;
  readonly settleSeconds: number;
  readonly performanceBefore: PerformanceWindow;
  readonly performanceAfter: PerformanceWindow | null;
}

/** Changes of a job that are to be judged, as long as the device is there. */
const fromChanges = `
FROM configuration_history h
JOIN jobs j ON j.job_id = h.job_id
JOIN devices d ON d.device_id = h.entity_id
WHERE h.job_id = $1 AND h.judge_at IS NOT NULL`;

const selectChanges = (looks: string) => `
SELECT h.id, h.entity_id AS "deviceId", d.site_id AS "siteRowId", d.segment, h.provenance,
  d.report_interval_seconds AS "intervalSeconds",
  ${looks} AS looks,
  (extract(epoch FROM h."timestamp") * 1000)::float8 AS "appliedMs",
  j.settle_seconds AS "settleSeconds", h.performance_before AS "performanceBefore",
  h.performance_after AS "performanceAfter" ${fromChanges}`;

const looksSoFar = `coalesce((h.verdict->>'looks')::int, 0)`;

/** Before the look that gave the verdict: its window is the one that was measured. */
const looksBefore = `coalesce((h.verdict->>'looks')::int, 1) - 1`;

type Asked = Pick<Database | Transaction, 'query'>;

async function* readPages(
  database: Asked,
  condition: string,
  values: readonly unknown[],
): AsyncGenerator<readonly StoredChange[]> {
  const page = `${selectChanges(looksSoFar)} AND h.judged_at IS NULL AND ${condition}
    AND h.id > $2 ORDER BY h.id LIMIT $3`;
  const rowsMax = limits.changesPerPassMax;
  let after = 0;
  for (;;) {
    const [jobId, ...others] = values;
    const changes = await database.query<StoredChange>(page, [jobId, after, rowsMax, ...others]);
    if (changes.length > 0) yield changes;
    if (changes.length < rowsMax) return;
    after = changes.at(-1)?.id ?? after;
  }
}

/** Changes of which it was not measured yet what was before, a page at a time, in the order of their ids. */
export const readUnmeasured = (database: Asked, jobId: string) =>
  readPages(database, `NOT h.performance_before ? 'metrics'`, [jobId]);

/** Changes that are to be judged at `now`, ISO 8601, in the same way. */
export const readDue = (database: Asked, jobId: string, now: string) =>
  readPages(database, 'h.judge_at <= $4', [jobId, now]);

/**
 * Judged changes to compare, `devicesComparedMax` at most: a sample of all stages, which is always the
 * same, since its order is that of a hash.
 */
export const readCompared = (database: Asked, jobId: string): Promise<StoredChange[]> =>
  database.query<StoredChange>(
    `${selectChanges(looksBefore)} AND h.judged_at IS NOT NULL ORDER BY md5(h.entity_id), h.id LIMIT $2`,
    [jobId, limits.devicesComparedMax],
  );

/** What was said of one device. */
export interface JudgedDevice {
  readonly deviceId: string;
  readonly outcome: string | null;
}

/** Every device of the job of which something was said, in the order in which they were changed. */
export const readJudged = (database: Asked, jobId: string): Promise<JudgedDevice[]> =>
  database.query<JudgedDevice>(
    `SELECT h.entity_id AS "deviceId", h.verdict->>'outcome' AS outcome ${fromChanges}
     AND h.judged_at IS NOT NULL ORDER BY h.id`,
    [jobId],
  );

/** Whether all changes of the job are judged, and the job by all of them not yet. */
export async function awaitsVerdict(database: Asked, jobId: string): Promise<boolean> {
  const [row] = await database.query<{ changes: number; waiting: number; said: number }>(
    `SELECT count(*) AS changes, count(*) FILTER (WHERE h.judged_at IS NULL) AS waiting,
       coalesce(max((j.verdict->>'changes')::int), 0) AS said ${fromChanges}`,
    [jobId],
  );
  return row !== undefined && row.waiting === 0 && row.said < row.changes;
}

/** The window before a change. */
export const beforeOf = ({ performanceBefore: { from, to } }: StoredChange): Span => ({
  fromMs: Date.parse(from),
  toMs: Date.parse(to),
});

/** The window after it, as it is to be measured now. */
export const afterOf = (change: StoredChange): Span => spanAfter(change, beforeOf(change));

/** What was measured before and after a change that was judged. */
export function measuredPair({
  deviceId,
  performanceBefore,
  performanceAfter,
}: StoredChange): { deviceId: string; before: WindowSummary; after: WindowSummary }[] {
  const before = readWindow(performanceBefore);
  const after = performanceAfter === null ? undefined : readWindow(performanceAfter);
  return before === undefined || after === undefined ? [] : [{ deviceId, before, after }];
}

/** What of a job decides about its verdict. */
export interface JudgedJob {
  readonly jobId: string;
  readonly action: string;
  readonly status: string;
  readonly configVersion: string | null;
  readonly settleSeconds: number;
  readonly rollback: RollbackPolicy;
  readonly rollbackOf: string | null;
  readonly verdict: { readonly changes?: number; readonly rollback_jobs?: unknown } | null;
}
