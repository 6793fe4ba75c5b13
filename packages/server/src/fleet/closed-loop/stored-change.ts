import type { RollbackPolicy } from '@homepot/catalogue';
import type { WindowSummary } from '../../query/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import type { Span } from './change-times.ts';
import { spanAfter } from './change-times.ts';
import type { StoredWindow } from './stored-window.ts';
import { readWindow } from './stored-window.ts';

/** A change of a device's configuration by a job, as the history keeps it. */
export interface StoredChange {
  readonly id: number;
  readonly deviceId: string;
  readonly siteRowId: number;
  readonly segment: string | null;
  readonly provenance: string;
  readonly intervalSeconds: number;
  readonly isJudged: boolean;
  readonly isDue: boolean;
  readonly outcome: string | null;
  /** How often it was looked at with too little to see. */
  readonly looks: number;
  readonly appliedMs: number;
  readonly settleSeconds: number;
  readonly performanceBefore: StoredWindow;
  readonly performanceAfter: StoredWindow | null;
}

/** The changes of one job, in the order in which they were entered. */
const selectChanges = `
SELECT h.id, h.entity_id AS "deviceId", d.site_id AS "siteRowId", d.segment, h.provenance,
  d.report_interval_seconds AS "intervalSeconds", h.judged_at IS NOT NULL AS "isJudged",
  h.judge_at <= $2 AS "isDue", h.verdict->>'outcome' AS outcome,
  coalesce((h.verdict->>'looks')::int, 0) AS looks,
  (extract(epoch FROM h."timestamp") * 1000)::float8 AS "appliedMs",
  j.settle_seconds AS "settleSeconds", h.performance_before AS "performanceBefore",
  h.performance_after AS "performanceAfter"
FROM configuration_history h
JOIN jobs j ON j.job_id = h.job_id
JOIN devices d ON d.device_id = h.entity_id
WHERE h.job_id = $1 AND h.judge_at IS NOT NULL
ORDER BY h.id`;

/** Reads the changes of a job; `now` is ISO 8601 and says what is due. */
export function readChanges(
  database: Pick<Database | Transaction, 'query'>,
  jobId: string,
  now: string,
): Promise<StoredChange[]> {
  return database.query<StoredChange>(selectChanges, [jobId, now]);
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
