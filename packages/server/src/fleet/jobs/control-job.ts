import type { JobStatus } from '@homepot/catalogue';
import { openJobStatuses, runningJobStatuses } from '@homepot/catalogue';
import type { Actor, AuditEntry } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { Job, StoredJob } from './job.ts';
import type { JobsDependencies } from './jobs-dependencies.ts';
import { lockJob, readJob } from './read-jobs.ts';
import type { EndedTarget } from './tell-ends.ts';
import { endedColumns, tellEnds } from './tell-ends.ts';

/** What a person does to a job. */
export type JobControl = 'pause' | 'resume' | 'cancel' | 'retry';

interface Work {
  readonly transaction: Transaction;
  readonly job: StoredJob;
  readonly now: string;
  readonly nowMs: number;
}

async function pause({ transaction, job, now }: Work): Promise<void> {
  await transaction.query(`UPDATE jobs SET status = 'paused', wake_at = $2 WHERE id = $1`, [
    job.id,
    now,
  ]);
}

/** One that was paused for its failures goes on with the next stage: they are accepted. */
const resumeJob = `
UPDATE jobs j SET wake_at = CASE WHEN j.started_at IS NULL THEN greatest($2::timestamptz, j.scheduled_for) ELSE $2::timestamptz END,
  status = CASE WHEN j.started_at IS NOT NULL THEN 'sending'
    WHEN j.schedule = 'now' THEN 'pending' ELSE 'scheduled' END,
  stage = CASE WHEN j.error_code = 'failure_threshold' THEN coalesce((
    SELECT min(t.stage) FROM job_targets t WHERE t.job_id = j.id AND t.state = 'queued'), j.stage)
    ELSE j.stage END,
  error_code = NULL, error_message = NULL
WHERE j.id = $1`;

/** The time to live of what waits begins anew: it was not the device that kept it waiting. */
const renewQueued = `
UPDATE job_targets SET deadline_at = $2::timestamptz + make_interval(secs => $3::integer)
WHERE job_id = $1 AND state IN ('queued', 'sent') AND command_id IS NOT NULL`;

async function resume({ transaction, job, now }: Work): Promise<void> {
  await transaction.query(renewQueued, [job.id, now, job.time_to_live_seconds]);
  await transaction.query(resumeJob, [job.id, now]);
}

const cancelTargets = `
UPDATE job_targets t
SET state = 'cancelled', ended_at = $2::timestamptz, updated_at = $2::timestamptz, deadline_at = NULL, resend_at = NULL,
  not_before = NULL, failed_at = NULL, error_code = NULL, error_message = NULL
FROM devices d JOIN sites s ON s.id = d.site_id
WHERE t.job_id = $1 AND t.ended_at IS NULL AND t.state IN ('queued', 'sent') AND d.id = t.device_id
RETURNING ${endedColumns}`;

async function cancel({ transaction, job, now, nowMs }: Work): Promise<void> {
  const ended = await transaction.query<EndedTarget>(cancelTargets, [job.id, now]);
  await tellEnds(transaction, job, ended, nowMs);
  await transaction.query(
    `UPDATE jobs SET status = 'cancelled', error_code = NULL, error_message = NULL, wake_at = $2
     WHERE id = $1`,
    [job.id, now],
  );
}

const retryTargets = `
UPDATE job_targets
SET state = 'queued', attempts_before = attempt, command_id = NULL, error_code = NULL,
  error_message = NULL, deadline_at = NULL, resend_at = NULL, not_before = NULL, failed_at = NULL,
  sent_at = NULL, acknowledged_at = NULL, applied_at = NULL, ended_at = NULL, updated_at = $2::timestamptz
WHERE job_id = $1 AND state IN ('failed', 'timed_out') RETURNING id`;

async function retry({ transaction, job, now }: Work): Promise<void> {
  const again = await transaction.query(retryTargets, [job.id, now]);
  if (again.length === 0) {
    throw new HomepotError('job_not_in_state', {
      message: `The job is ${job.status}, and no device of it failed or timed out`,
    });
  }
  await transaction.query(
    `UPDATE jobs SET status = 'sending', started_at = coalesce(started_at, $2), wake_at = $2,
       completed_at = NULL, target_counts = NULL, error_code = NULL, error_message = NULL
     WHERE id = $1`,
    [job.id, now],
  );
}

interface Control {
  readonly from: readonly JobStatus[];
  readonly eventType: string;
  readonly done: string;
  run(work: Work): Promise<void>;
}

const controls: Readonly<Record<JobControl, Control>> = {
  pause: { from: runningJobStatuses, eventType: 'job_paused', done: 'paused', run: pause },
  resume: { from: ['paused'], eventType: 'job_resumed', done: 'resumed', run: resume },
  cancel: {
    from: openJobStatuses,
    eventType: 'job_cancelled',
    done: 'cancelled',
    run: cancel,
  },
  retry: {
    from: ['partial', 'failed', 'paused'],
    eventType: 'job_retried',
    done: 'tried again',
    run: retry,
  },
};

/**
 * Does it in a transaction of the caller, who appends what is returned to the audit trail as the last
 * thing of it. Throws not_found, and job_not_in_state where that is not possible in the state it is in.
 */
export async function controlJobIn(
  transaction: Transaction,
  { clock }: Pick<JobsDependencies, 'clock'>,
  control: JobControl,
  jobId: string,
  actor: Actor,
): Promise<AuditEntry> {
  const { from, eventType, done, run } = controls[control];
  const job = await lockJob(transaction, jobId, from);
  const nowMs = clock.nowMs();
  await run({ transaction, job, nowMs, now: new Date(nowMs).toISOString() });
  return {
    atMs: nowMs,
    eventType,
    description: `Job ${jobId} was ${done}`,
    jobId,
    siteId: job.site_id ?? undefined,
    oldValues: { status: job.status },
    ...auditedActor(actor),
  };
}

/** Pauses, resumes, cancels or retries a job. Throws as `controlJobIn`. */
export async function controlJob(
  deps: JobsDependencies,
  control: JobControl,
  jobId: string,
  actor: Actor,
): Promise<Job> {
  const { database } = deps;
  await database.transaction(async (transaction) => {
    const entry = await controlJobIn(transaction, deps, control, jobId, actor);
    await appendAudit(transaction, entry);
  });
  return readJob(database, jobId);
}
