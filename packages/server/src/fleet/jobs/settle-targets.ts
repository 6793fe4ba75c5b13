import { cutText, limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { StoredJob } from './job.ts';
import type { ChangedJob, ChangedTarget, OnChanged } from './jobs-dependencies.ts';
import type { Judgement, TargetFacts } from './judge-target.ts';
import { checkFailed, judgeTarget } from './judge-target.ts';
import { retryPauseMs } from './retry-pause.ts';
import type { EndedTarget } from './tell-ends.ts';
import { endedColumns, tellEnds } from './tell-ends.ts';

/** Targets about which something may have to be decided now. Queued ones of a paused job wait. */
const readFacts = `
SELECT t.id, t.state, t.attempt, t.attempt - t.attempts_before AS tries, t.command_id,
  coalesce(t.deadline_at <= $2::timestamptz, false) AS is_late, t.applied_at IS NOT NULL AS is_applied,
  t.failed_at IS NOT NULL AS has_failed, t.error_code, t.error_message, d.is_active,
  coalesce(d.reported_at > t.applied_at, false) AS has_reported, d.config_version AS runs_version,
  d.status AS device_status, d.status_reason
FROM job_targets t JOIN devices d ON d.id = t.device_id
WHERE t.job_id = $1 AND t.ended_at IS NULL
  AND NOT ($4::boolean AND t.state = 'queued')
  AND (t.failed_at IS NOT NULL OR t.deadline_at <= $2::timestamptz
    OR (t.state = 'queued' AND NOT d.is_active)
    OR (t.applied_at IS NOT NULL AND ($3::text IS NULL
      OR (d.config_version = $3::text AND d.reported_at > t.applied_at
        AND d.status IN ('online', 'maintenance')))))
ORDER BY t.id LIMIT $5`;

const endTargets = `
UPDATE job_targets t
SET state = given.state, error_code = given.code, error_message = given.message,
  ended_at = $5::timestamptz, updated_at = $5::timestamptz, deadline_at = NULL, resend_at = NULL, failed_at = NULL
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS given (id, state, code, message),
  devices d JOIN sites s ON s.id = d.site_id
WHERE t.id = given.id AND d.id = t.device_id
RETURNING ${endedColumns}`;

const requeueTargets = `
UPDATE job_targets t
SET state = 'queued', command_id = NULL, deadline_at = NULL, resend_at = NULL, failed_at = NULL,
  sent_at = NULL, acknowledged_at = NULL, applied_at = NULL, updated_at = $5::timestamptz,
  error_code = given.code, error_message = given.message, not_before = given.not_before
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[])
  AS given (id, code, message, not_before)
WHERE t.id = given.id`;

interface Decision {
  readonly facts: TargetFacts;
  readonly judgement: Judgement;
}

const codeOf = ({ judgement }: Decision): string | null =>
  judgement.code === null ? null : cutText(judgement.code, 50);

function decide(rows: readonly TargetFacts[], job: StoredJob): Decision[] {
  return rows.flatMap((facts) => {
    const judgement = judgeTarget(facts, job);
    return judgement === undefined ? [] : [{ facts, judgement }];
  });
}

const changedJob = (job: StoredJob): ChangedJob => ({
  id: job.id,
  jobId: job.job_id,
  action: job.action,
  payload: job.payload,
  configUrl: job.config_url,
  configVersion: job.config_version,
  rollback: job.rollback,
  settleSeconds: job.settle_seconds,
  rollbackOf: job.rollback_of,
  createdBy: job.created_by,
});

const changedTarget = (target: EndedTarget): ChangedTarget => ({
  targetId: target.id,
  deviceRowId: target.device_row_id,
  deviceId: target.device_id,
  siteId: target.site_id,
  provenance: target.provenance,
  commandId: target.command_id ?? '',
  previousVersion: target.previous_version,
  appliedAt: target.applied_at ?? '',
});

/** A step on a job whose row this transaction has locked. */
export interface JobStep {
  readonly transaction: Transaction;
  readonly job: StoredJob;
  readonly nowMs: number;
  readonly now: string;
}

/** A device that runs the new version and is not well was changed all the same: it is harmed the most. */
const isChanged = ({ state, error_code }: EndedTarget): boolean =>
  state === 'verified' || (state === 'failed' && error_code === checkFailed);

async function end(step: JobStep, decisions: readonly Decision[], onChanged?: OnChanged) {
  const { transaction, job, now, nowMs } = step;
  if (decisions.length === 0) return;
  const ended = await transaction.query<EndedTarget>(endTargets, [
    decisions.map(({ facts }) => facts.id),
    decisions.map(({ judgement }) => judgement.next),
    decisions.map(codeOf),
    decisions.map(({ judgement }) => judgement.message),
    now,
  ]);
  await tellEnds(transaction, job, ended, nowMs);
  const changed = ended.filter(isChanged).map(changedTarget);
  if (changed.length === 0 || onChanged === undefined) return;
  await onChanged(transaction, { job: changedJob(job), targets: changed, atMs: nowMs });
}

async function requeue(step: JobStep, decisions: readonly Decision[]): Promise<void> {
  if (decisions.length === 0) return;
  const notBefore = ({ facts }: Decision) =>
    new Date(step.nowMs + retryPauseMs(facts.tries, facts.command_id ?? '')).toISOString();
  await step.transaction.query(requeueTargets, [
    decisions.map(({ facts }) => facts.id),
    decisions.map(codeOf),
    decisions.map(({ judgement }) => judgement.message),
    decisions.map(notBefore),
    step.now,
  ]);
}

/** What a page of targets came to. */
export interface Settled {
  /** How many were ended or taken back. */
  readonly count: number;
  /** Whether there may be more. */
  readonly more: boolean;
}

/** Ends the targets that have come to an end and takes back those that are tried again, a page at a time. */
export async function settleTargets(step: JobStep, onChanged?: OnChanged): Promise<Settled> {
  const { transaction, job, now } = step;
  const page = limits.targetsPerStepMax;
  const values = [job.id, now, job.config_version, job.status === 'paused', page];
  const rows = await transaction.query<TargetFacts>(readFacts, values);
  const decisions = decide(rows, job);
  await end(
    step,
    decisions.filter(({ judgement }) => judgement.next !== 'retry'),
    onChanged,
  );
  await requeue(
    step,
    decisions.filter(({ judgement }) => judgement.next === 'retry'),
  );
  return { count: decisions.length, more: rows.length === page };
}
