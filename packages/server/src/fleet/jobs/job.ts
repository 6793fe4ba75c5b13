import type {
  ClosedSitePolicy,
  JobSchedule,
  JobStatus,
  RollbackPolicy,
  TargetState,
} from '@homepot/catalogue';
import { targetStates } from '@homepot/catalogue';
import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';

/** How many devices of a job are in which state. */
export type TargetCounts = Readonly<Record<TargetState, number>>;

/** A job as the database keeps it, with the names of its site and its maker. Instants are ISO 8601. */
export interface StoredJob {
  readonly id: number;
  readonly job_id: string;
  readonly action: string;
  readonly status: JobStatus;
  readonly priority: 'high' | 'normal' | 'low';
  readonly site_id: string | null;
  readonly segment: string | null;
  readonly payload: Record<string, unknown>;
  readonly config_url: string | null;
  readonly config_version: string | null;
  readonly schedule: JobSchedule;
  readonly scheduled_for: string | null;
  readonly stages: readonly number[];
  readonly stage: number;
  readonly failure_threshold_percent: number;
  readonly attempts_max: number;
  readonly time_to_live_seconds: number;
  readonly is_forced: boolean;
  readonly closed_sites: ClosedSitePolicy;
  readonly rollback: RollbackPolicy;
  readonly settle_seconds: number;
  readonly rollback_of: string | null;
  readonly verdict: Record<string, unknown> | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly created_by: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly target_counts: Partial<TargetCounts> | null;
}

/** A job as the API shows it. */
export type Job = Omit<StoredJob, 'id' | 'target_counts'> & {
  readonly targets: { readonly total: number } & TargetCounts;
};

/** Reads jobs as `StoredJob`; what follows may name them `j`. */
export const selectJobs = `
SELECT j.id, j.job_id, j.action, j.status, j.priority, s.site_id, j.segment, j.payload, j.config_url,
  j.config_version, j.schedule, j.scheduled_for, j.stages, j.stage, j.failure_threshold_percent,
  j.attempts_max, j.time_to_live_seconds, j.is_forced, j.closed_sites, j.rollback, j.settle_seconds,
  j.rollback_of, j.verdict, j.error_code, j.error_message, u.username AS created_by, j.created_at,
  j.started_at, j.completed_at, j.target_counts
FROM jobs j LEFT JOIN sites s ON s.id = j.site_id LEFT JOIN users u ON u.id = j.created_by`;

/** Counts of every state, from those that are not zero. */
function fillCounts(counts: Partial<TargetCounts>): TargetCounts {
  return Object.fromEntries(targetStates.map((state) => [state, counts[state] ?? 0])) as Record<
    TargetState,
    number
  >;
}

const readCounts = 'SELECT state, count(*) AS count FROM job_targets WHERE job_id = $1 GROUP BY 1';

/** How many devices of a job are in which state, without zeros. */
export async function countTargets(
  transaction: Transaction,
  jobRowId: number,
): Promise<Partial<TargetCounts>> {
  const rows = await transaction.query<{ state: string; count: number }>(readCounts, [jobRowId]);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** How many devices there are in all. */
export function totalOf(counts: Partial<TargetCounts>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** A job as the API shows it. */
export function showJob(stored: StoredJob, counts: Partial<TargetCounts>): Job {
  const { id: _id, target_counts: _counts, ...job } = stored;
  return { ...job, targets: { total: totalOf(counts), ...fillCounts(counts) } };
}

/** That there is no such job. */
export function jobNotFound(jobId: string): HomepotError {
  return new HomepotError('not_found', { path: 'job_id', message: `There is no job ${jobId}` });
}
