import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { endJob } from './end-job.ts';
import type { StoredJob } from './job.ts';
import { countTargets, selectJobs } from './job.ts';
import type { JobsDependencies } from './jobs-dependencies.ts';
import type { StepError } from './step-job.ts';
import type { EndedTarget } from './tell-ends.ts';
import { endedColumns, tellEnds } from './tell-ends.ts';

/** What a person sees of it: the cause is ours and stands in the log. */
const message = 'The server could not bring the job on; its log says why';

/** Why a job is paused is not hidden by it. */
const putAside = `
UPDATE jobs SET faults = faults + 1,
  wake_at = $2::timestamptz + make_interval(secs => least($3::float8 * 2 ^ least(faults, 20), $4::float8)),
  error_message = CASE WHEN error_code IS NULL THEN $5 ELSE error_message END,
  error_code = coalesce(error_code, 'internal')
WHERE id = $1 AND completed_at IS NULL RETURNING faults`;

const failTargets = `
UPDATE job_targets t
SET state = 'failed', error_code = 'internal', error_message = $3, ended_at = $2::timestamptz,
  updated_at = $2::timestamptz, deadline_at = NULL, resend_at = NULL, not_before = NULL, failed_at = NULL
FROM devices d JOIN sites s ON s.id = d.site_id
WHERE t.job_id = $1 AND t.ended_at IS NULL AND d.id = t.device_id
RETURNING ${endedColumns}`;

/** Ends the job with all that is open of it. What cannot be told either is left untold. */
async function fail(transaction: Transaction, jobRowId: number, nowMs: number, isTold: boolean) {
  const now = new Date(nowMs).toISOString();
  await transaction.query('SELECT FROM jobs WHERE id = $1 FOR NO KEY UPDATE', [jobRowId]);
  const ended = await transaction.query<EndedTarget>(failTargets, [jobRowId, now, message]);
  const counts = await countTargets(transaction, jobRowId);
  const end = { status: 'failed', code: 'internal', message } as const;
  if (isTold) {
    const [job] = await transaction.query<StoredJob>(`${selectJobs} WHERE j.id = $1`, [jobRowId]);
    if (job === undefined) return;
    await tellEnds(transaction, job, ended, nowMs);
    await endJob(transaction, job, counts, nowMs, end);
  }
  await transaction.query(
    `UPDATE jobs SET faults = 0, status = $2, error_code = $3, error_message = $4, completed_at = $5,
       target_counts = $6, wake_at = NULL WHERE id = $1`,
    [jobRowId, end.status, end.code, end.message, now, JSON.stringify(counts)],
  );
}

/**
 * A job that cannot be brought on is left alone for a while, longer each time, so that the others
 * are not; after `limits.jobFaultsMax` such steps in a row it has failed. A step that succeeds
 * begins the count anew.
 */
export async function noteFault(deps: JobsDependencies, error: StepError): Promise<void> {
  const { database, clock, log } = deps;
  const { jobRowId, cause } = error;
  const nowMs = clock.nowMs();
  const [row] = await database.query<{ faults: number }>(putAside, [
    jobRowId,
    new Date(nowMs).toISOString(),
    limits.jobFaultPauseMillisecondsMin / 1_000,
    limits.jobFaultPauseMillisecondsMax / 1_000,
    message,
  ]);
  const faults = row?.faults ?? 0;
  log.error({ err: cause, job: jobRowId, faults }, 'a job could not be brought on');
  if (faults < limits.jobFaultsMax) return;
  const end = (isTold: boolean) =>
    database.transaction((transaction) => fail(transaction, jobRowId, nowMs, isTold));
  await end(true).catch((untold: unknown) => {
    log.error({ err: untold, job: jobRowId }, 'the end of a job could not be told');
    return end(false);
  });
}
