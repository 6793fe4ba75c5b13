import { runningJobStatuses } from '@homepot/catalogue';
import type { Actor, AuditEntry } from '../../auth/index.ts';
import { appendAudit } from '../../auth/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { ClosedLoopDependencies, ClosedLoopOptions } from './closed-loop-dependencies.ts';
import { measurePeers } from './measure-changes.ts';
import type { JudgedDevice, JudgedJob } from './stored-change.ts';
import { awaitsVerdict, measuredPair, readCompared, readJudged } from './stored-change.ts';
import { readEarlierVersions, takeBack } from './take-back.ts';
import type { Verdict } from './verdict/compare-windows.ts';
import { compareWindows } from './verdict/compare-windows.ts';
import { describeHarm } from './verdict/describe-harm.ts';
import { writeVerdict } from './write-verdict.ts';

/** The house itself, where nobody asked. */
const house: Actor = {};

const lockJob = `
SELECT job_id AS "jobId", action, status, config_version AS "configVersion",
  settle_seconds AS "settleSeconds", rollback, rollback_of AS "rollbackOf", verdict
FROM jobs WHERE job_id = $1 FOR NO KEY UPDATE`;

const writeJob = 'UPDATE jobs SET verdict = $2 WHERE job_id = $1';

/** What the verdict on a job led to. */
type Consequence = 'none' | 'proposed' | 'performed';

interface Judged {
  readonly jobs: ReturnType<ClosedLoopDependencies['jobs']>;
  readonly job: JudgedJob;
  readonly verdict: Verdict;
  /** All that were changed. */
  readonly changes: readonly JudgedDevice[];
  readonly nowMs: number;
  /** What the audit trail is told at the very end: it stays locked from the first word until the commit. */
  readonly entries: AuditEntry[];
}

/** All devices where the job as a whole made it worse, else those where it did so by itself. */
function devicesWorse({ verdict, changes }: Judged): string[] {
  const worse = changes.filter(
    ({ outcome }) => verdict.outcome === 'degraded' || outcome === 'degraded',
  );
  return worse.map(({ deviceId }) => deviceId);
}

function summariseJob(judged: Judged) {
  const { verdict, changes, nowMs } = judged;
  const outcomes: Record<string, number> = {};
  for (const { outcome } of changes) outcomes[outcome ?? ''] = (outcomes[outcome ?? ''] ?? 0) + 1;
  const worse = changes.filter(({ outcome }) => outcome === 'degraded');
  return {
    ...writeVerdict(verdict),
    judged_at: new Date(nowMs).toISOString(),
    changes: changes.length,
    outcomes,
    degraded_devices: worse.slice(0, limits.devicesNamedMax).map(({ deviceId }) => deviceId),
  };
}

async function propose(
  transaction: Transaction,
  judged: Judged,
  deviceIds: readonly string[],
  reason: string,
): Promise<void> {
  const { job, nowMs, entries } = judged;
  const versions = await readEarlierVersions(transaction, job.jobId, deviceIds);
  const proposal = {
    reason,
    devices: deviceIds.length,
    versions: versions.map(({ version, deviceIds: those }) => ({
      config_version: version,
      devices: those.length,
      device_ids: those.slice(0, limits.devicesNamedMax),
    })),
  };
  await transaction.query(writeJob, [
    job.jobId,
    JSON.stringify({ ...summariseJob(judged), proposal }),
  ]);
  entries.push({
    atMs: nowMs,
    eventType: 'rollback_proposed',
    description: `Job ${job.jobId} should be taken back on ${deviceIds.length} devices: ${reason}`,
    jobId: job.jobId,
    newValues: proposal,
  });
}

async function perform(
  transaction: Transaction,
  judged: Judged,
  deviceIds: readonly string[],
  reason: string,
): Promise<void> {
  const { jobs, job, nowMs, entries } = judged;
  const { jobId, action, settleSeconds } = job;
  const taken = { jobId, action, settleSeconds, deviceIds, reason };
  const made = await takeBack(transaction, jobs, taken, house, entries);
  const rollbackJobs = made.map((each) => each.job_id);
  await transaction.query(writeJob, [
    jobId,
    JSON.stringify({
      ...summariseJob(judged),
      rollback_jobs: rollbackJobs,
      rollback_reason: reason,
    }),
  ]);
  entries.push({
    atMs: nowMs,
    eventType: 'rollback_performed',
    description: `Job ${jobId} was taken back on ${deviceIds.length} devices: ${reason}`,
    jobId,
    newValues: { rollback_jobs: rollbackJobs, devices: deviceIds.length },
  });
}

const runningStatuses: readonly string[] = runningJobStatuses;
const isUnderWay = (status: string): boolean => runningStatuses.includes(status);

/**
 * A job that reaches its devices in stages reaches no more of them where the first fared badly: that is
 * true once the verdict is, in the same transaction.
 */
async function halt(
  transaction: Transaction,
  { jobs, job, entries }: Judged,
  control: 'pause' | 'cancel',
): Promise<void> {
  if (!isUnderWay(job.status)) return;
  await jobs.controlIn(transaction, control, job.jobId, house, entries);
}

/** Only a job that got worse as a whole is taken back unasked; of single devices a person decides. */
async function conclude(transaction: Transaction, judged: Judged): Promise<Consequence> {
  const { job, verdict } = judged;
  const deviceIds = devicesWorse(judged);
  const acted = job.verdict?.rollback_jobs !== undefined || job.rollbackOf !== null;
  if (deviceIds.length === 0 || job.rollback === 'none' || acted) {
    const kept =
      job.verdict?.rollback_jobs === undefined ? {} : { rollback_jobs: job.verdict.rollback_jobs };
    await transaction.query(writeJob, [
      job.jobId,
      JSON.stringify({ ...summariseJob(judged), ...kept }),
    ]);
    return 'none';
  }
  const reason = describeHarm(verdict, deviceIds.length);
  if (verdict.outcome === 'degraded' && job.rollback === 'perform') {
    await halt(transaction, judged, 'cancel');
    await perform(transaction, judged, deviceIds, reason);
    return 'performed';
  }
  if (verdict.outcome === 'degraded') await halt(transaction, judged, 'pause');
  await propose(transaction, judged, deviceIds, reason);
  return verdict.outcome === 'degraded' ? 'proposed' : 'none';
}

async function compareAll(
  deps: ClosedLoopDependencies,
  jobId: string,
  options: ClosedLoopOptions,
): Promise<Verdict> {
  const compared = await readCompared(deps.database, jobId);
  const clusters = await measurePeers(deps, jobId, compared, options);
  return compareWindows(
    clusters.map(({ changes, peers }) => ({ changed: changes.flatMap(measuredPair), peers })),
  );
}

/**
 * Judges a job by all of its devices together, once none of its changes waits for a verdict, and again
 * when a later stage has been judged. Made worse, it is taken back or that is proposed, as its policy
 * says, exactly once, and halted.
 */
export async function judgeJob(
  deps: ClosedLoopDependencies,
  jobId: string,
  options: ClosedLoopOptions,
): Promise<void> {
  const { database, clock } = deps;
  if (!(await awaitsVerdict(database, jobId))) return;
  const changes = await readJudged(database, jobId);
  const verdict = await compareAll(deps, jobId, options);
  const consequence = await database.transaction(async (transaction) => {
    const [job] = await transaction.query<JudgedJob>(lockJob, [jobId]);
    if (job === undefined || (job.verdict?.changes ?? 0) >= changes.length) return 'none';
    const entries: AuditEntry[] = [];
    const judged = { jobs: deps.jobs(), job, verdict, changes, nowMs: clock.nowMs(), entries };
    const led = await conclude(transaction, judged);
    for (const entry of entries) await appendAudit(transaction, entry);
    return led;
  });
  if (consequence !== 'none') deps.jobs().wake();
}
