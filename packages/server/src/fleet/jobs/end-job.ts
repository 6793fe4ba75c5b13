import type { CredentialProvenance, JobStatus } from '@homepot/catalogue';
import { appendOutbox } from '../../intake/index.ts';
import type { Transaction } from '../../store/index.ts';
import { jobTypeOf } from './command-kind.ts';
import type { StoredJob, TargetCounts } from './job.ts';
import { totalOf } from './job.ts';
import { durationMs, withoutNulls } from './tell-ends.ts';

/** How a job ends. */
export interface JobEnd {
  readonly status: Extract<JobStatus, 'completed' | 'partial' | 'failed' | 'cancelled'>;
  readonly code: string | null;
  readonly message: string | null;
}

/** How a job ends that finds nobody to tell. */
export const noDevices: JobEnd = {
  status: 'failed',
  code: 'no_devices',
  message: 'No devices found',
};

/** Decides how a job ends whose targets all have. */
function judgeJob(status: JobStatus, counts: Partial<TargetCounts>): JobEnd {
  const { verified = 0, failed = 0, timed_out: timedOut = 0 } = counts;
  const total = totalOf(counts);
  const bad = failed + timedOut;
  const words = bad > 0 ? `Failed to send push to ${bad}/${total} devices` : null;
  if (status === 'cancelled') return { status: 'cancelled', code: null, message: words };
  if (bad > 0) {
    return { status: verified > 0 ? 'partial' : 'failed', code: 'push_failed', message: words };
  }
  if (verified > 0) return { status: 'completed', code: null, message: null };
  return { status: 'failed', code: 'all_skipped', message: `All ${total} devices were skipped` };
}

const endJobRow = `
UPDATE jobs SET status = $2, error_code = $3, error_message = $4, completed_at = $5::timestamptz,
  target_counts = $6, wake_at = NULL WHERE id = $1`;

/** Of the summary: real as soon as one device is, controlled before simulated. */
const readProvenance = `
SELECT d.provenance FROM job_targets t JOIN devices d ON d.id = t.device_id WHERE t.job_id = $1
GROUP BY d.provenance
ORDER BY array_position(ARRAY['real', 'controlled', 'simulated'], d.provenance::text) LIMIT 1`;

const summaryStatus = {
  completed: 'success',
  partial: 'partial',
  failed: 'failed',
  cancelled: 'cancelled',
} as const;

function summaryOf(job: StoredJob, end: JobEnd, counts: Partial<TargetCounts>, atMs: number) {
  const { failed = 0, timed_out: timedOut = 0 } = counts;
  return withoutNulls({
    timestamp: new Date(atMs).toISOString(),
    job_id: job.job_id,
    job_type: jobTypeOf(job),
    status: summaryStatus[end.status],
    duration_ms: durationMs(job.started_at ?? job.created_at, atMs),
    error_code: end.code,
    error_message: end.message,
    initiated_by: job.created_by,
    extra_data: withoutNulls({
      total_devices: totalOf(counts),
      successful_pushes: counts.verified ?? 0,
      failed_pushes: failed + timedOut,
      site_id: job.site_id,
      segment: job.segment,
      config_version: job.config_version,
    }),
  });
}

/** Ends a job whose row this transaction has locked, and tells its summary. */
export async function endJob(
  transaction: Transaction,
  job: StoredJob,
  counts: Partial<TargetCounts>,
  atMs: number,
  end: JobEnd = judgeJob(job.status, counts),
): Promise<void> {
  const at = new Date(atMs).toISOString();
  const values = [job.id, end.status, end.code, end.message, at, JSON.stringify(counts)];
  await transaction.query(endJobRow, values);
  const rows = await transaction.query<{ provenance: CredentialProvenance }>(readProvenance, [
    job.id,
  ]);
  const summary = summaryOf(job, end, counts, atMs);
  await appendOutbox(transaction, 'job_outcomes', [summary], rows[0]?.provenance ?? 'real');
}
