import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { advanceJob } from './advance-job.ts';
import type { Delivery } from './claim-commands.ts';
import { claimCommands, isReachable } from './claim-commands.ts';
import type { StoredJob } from './job.ts';
import { selectJobs } from './job.ts';
import type { JobsDependencies } from './jobs-dependencies.ts';
import { noteSent } from './note-sent.ts';
import { releaseTargets } from './release-targets.ts';
import type { JobStep } from './settle-targets.ts';
import { settleTargets } from './settle-targets.ts';

/** What is to be done once the step is committed. */
export interface Stepped {
  readonly jobId: string;
  readonly deliveries: readonly Delivery[];
  /** Devices that were given a command. */
  readonly released: readonly string[];
  /** Whether anything became of it: most looks find that nothing did. */
  readonly hasChanged: boolean;
}

/** That a job could not be brought on; `cause` says why. */
export class StepError extends Error {
  override readonly name = 'StepError';
  readonly jobRowId: number;
  readonly jobId: string;

  constructor({ id, job_id }: Pick<StoredJob, 'id' | 'job_id'>, cause: unknown) {
    super('a job could not be brought on', { cause });
    this.jobRowId = id;
    this.jobId = job_id;
  }
}

const lockDue = `
SELECT id FROM jobs
WHERE wake_at <= $1::timestamptz
ORDER BY array_position(ARRAY['high', 'normal', 'low'], priority::text), wake_at, id
LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`;

const begin = `
UPDATE jobs SET status = 'sending', started_at = coalesce(started_at, $2::timestamptz) WHERE id = $1`;

/**
 * That the step succeeded, and when the job has to be looked at next: the first instant at which anything of it may be due. Null
 * where nothing is, as in a paused job of which no device is under way.
 */
const noteWake = `
UPDATE jobs j SET faults = 0,
  error_code = CASE WHEN j.faults > 0 AND j.error_code = 'internal' THEN NULL ELSE j.error_code END,
  error_message = CASE WHEN j.faults > 0 AND j.error_code = 'internal' THEN NULL ELSE j.error_message END,
  wake_at = CASE WHEN $3::boolean THEN $2::timestamptz ELSE (
  SELECT min(CASE
    WHEN t.failed_at IS NOT NULL THEN $2::timestamptz
    WHEN t.applied_at IS NOT NULL THEN least(t.deadline_at, $2::timestamptz + make_interval(secs => $4::float8))
    WHEN t.state = 'acknowledged' OR t.state = 'applying' THEN t.deadline_at
    WHEN t.state = 'sent' THEN
      least(t.deadline_at, greatest(t.resend_at, t.not_before, $2::timestamptz + make_interval(secs => $5::float8)))
    WHEN t.not_before > $2::timestamptz THEN t.not_before
    WHEN t.command_id IS NULL THEN $2::timestamptz + make_interval(secs => $4::float8)
    WHEN ${isReachable} THEN
      least(t.deadline_at, greatest(t.resend_at, $2::timestamptz + make_interval(secs => $5::float8)))
    ELSE least(t.deadline_at, $2::timestamptz + make_interval(secs => $6::float8)) END)
  FROM job_targets t JOIN devices d ON d.id = t.device_id
  WHERE t.job_id = j.id AND t.ended_at IS NULL
    AND t.stage <= j.stage AND NOT (j.status = 'paused' AND t.state IN ('queued', 'sent'))) END
WHERE j.id = $1 AND j.completed_at IS NULL`;

const isRunning = (job: StoredJob): boolean =>
  job.status === 'sending' || job.status === 'sent' || isBeginning(job);
const isBeginning = ({ status }: StoredJob): boolean =>
  status === 'pending' || status === 'scheduled';

/**
 * Tells the devices that this server reaches, where the job is not held up; the others wait for the
 * server that does. A scheduled job begins with its first command.
 */
async function tellDevices(
  step: JobStep,
  { publish, listeners }: JobsDependencies,
): Promise<Stepped & { readonly more: boolean }> {
  const { transaction, job, now } = step;
  const jobId = job.job_id;
  const nothing = { jobId, deliveries: [], released: [], hasChanged: false, more: false };
  if (!isRunning(job)) return nothing;
  const released = await releaseTargets(step);
  const begins = isBeginning(job) && (released.deviceIds.length > 0 || job.status === 'pending');
  if (begins) {
    await transaction.query(begin, [job.id, now]);
  }
  const claimed =
    publish === undefined
      ? { deliveries: [], more: false }
      : await claimCommands(step, listeners === undefined ? {} : { isHere: listeners.has });
  return {
    jobId,
    deliveries: claimed.deliveries,
    released: released.deviceIds,
    hasChanged: begins || released.deviceIds.length > 0,
    more: released.more || claimed.more,
  };
}

async function stepLocked(step: JobStep, deps: JobsDependencies): Promise<Stepped> {
  const { transaction, now } = step;
  const settled = await settleTargets(step, deps.onChanged);
  const job = await advanceJob(step);
  if (job === undefined) {
    return { jobId: step.job.job_id, deliveries: [], released: [], hasChanged: true };
  }
  const { more, ...stepped } = await tellDevices({ ...step, job }, deps);
  await noteSent(transaction, job.id);
  await transaction.query(noteWake, [
    job.id,
    now,
    settled.more || more || job.stage !== step.job.stage,
    limits.jobLookVerifyingMilliseconds / 1_000,
    limits.jobLookTellingMilliseconds / 1_000,
    limits.jobLookWaitingMilliseconds / 1_000,
  ]);
  const hasChanged = stepped.hasChanged || settled.count > 0 || job !== step.job;
  return { ...stepped, hasChanged };
}

/**
 * Takes the job that is due and most urgent and brings it one step on, under the lock of its row.
 * Every decision about a target is made under the lock of its job, so that no two servers decide
 * about one. Undefined where no job is due that another server does not hold. Throws StepError.
 */
export async function stepJob(
  transaction: Transaction,
  deps: JobsDependencies,
): Promise<Stepped | undefined> {
  const nowMs = deps.clock.nowMs();
  const now = new Date(nowMs).toISOString();
  const [due] = await transaction.query<{ id: number }>(lockDue, [now]);
  if (due === undefined) return undefined;
  const [job] = await transaction.query<StoredJob>(`${selectJobs} WHERE j.id = $1`, [due.id]);
  if (job === undefined) return undefined;
  try {
    return await stepLocked({ transaction, job, nowMs, now }, deps);
  } catch (error) {
    throw new StepError(job, error);
  }
}
