import type { Actor } from '../../auth/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Job } from '../jobs/job.ts';
import type { OnChanged } from '../jobs/jobs-dependencies.ts';
import type {
  ChangeWork,
  ClosedLoopDependencies,
  ClosedLoopOptions,
} from './closed-loop-dependencies.ts';
import { changeWork } from './closed-loop-dependencies.ts';
import { enterChanges } from './enter-changes.ts';
import { judgeChanges } from './judge-changes.ts';
import { judgeJob } from './judge-job.ts';
import { measureBefore } from './measure-changes.ts';
import { rollBackChange } from './roll-back.ts';
import { sendJudging, sendMeasuring } from './send-work.ts';

/*
 * A change of configuration is entered -> measured -> judged.
 *
 * Entered in the transaction that finds the device changed, whether it is well or not: a row of the history with the times of its windows, and
 * two pieces of work, one for now and one for when the window after has passed. Measured by the first:
 * what was before. Judged by the second: what was after, and what that means, for each device alone;
 * when none of the job waits any more, for the job as a whole, with what follows from it. With too
 * little to see, a change goes back to `entered` once, for a longer window.
 *
 * Each piece of work looks at the whole job and does what is due, so that it does not matter how often
 * it comes, or from where: the queue brings it, and `sweep` what the queue lost.
 */

/** Measures what changes of configuration do, and takes back what does harm. */
export interface ClosedLoop {
  /** To be told of every target that runs with its new version, well or not, in the transaction that says so. */
  readonly onChanged: OnChanged;
  /** Takes up the work; after the queue has started. */
  start(): Promise<void>;
  /** Measures and judges what is due of a job. Idempotent. */
  judge(jobId: string): Promise<void>;
  /** Does the same for jobs in which something is overdue, each by itself; returns how many. */
  sweep(): Promise<number>;
  /** Takes back one change, by the id of its row. Throws not_found and change_not_reversible. */
  rollBack(id: number, reason: string | undefined, actor: Actor): Promise<Job>;
}

/**
 * What should long have been done, the oldest first: changes that wait to be measured or judged, and
 * jobs of which all changes are judged, more of them than their verdict speaks of.
 */
const readOverdue = `
SELECT "jobId" FROM (
  SELECT h.job_id AS "jobId", min(h.judge_at) AS due
  FROM configuration_history h JOIN devices d ON d.device_id = h.entity_id
  WHERE h.judge_at IS NOT NULL AND h.judged_at IS NULL AND (h.judge_at <= $1
    OR (h."timestamp" <= $1 AND NOT h.performance_before ? 'metrics'))
  GROUP BY 1
  UNION ALL
  SELECT h.job_id, max(h.judged_at)
  FROM configuration_history h JOIN jobs j ON j.job_id = h.job_id
    JOIN devices d ON d.device_id = h.entity_id
  WHERE h.judge_at IS NOT NULL AND h.job_id IN (
    SELECT r.job_id FROM configuration_history r WHERE r."timestamp" > $2 AND r.judge_at IS NOT NULL)
  GROUP BY 1
  HAVING bool_and(h.judged_at IS NOT NULL) AND max(h.judged_at) <= $1
    AND count(*) > coalesce(max((j.verdict->>'changes')::int), 0)) AS found
ORDER BY due LIMIT $3`;

/** Creates the closed loop. */
export function createClosedLoop(
  deps: ClosedLoopDependencies,
  options: ClosedLoopOptions,
): ClosedLoop {
  const { database, workQueue, clock, log } = deps;
  async function judge(jobId: string): Promise<void> {
    await measureBefore(deps, jobId, options);
    await judgeChanges(deps, jobId, options);
    await judgeJob(deps, jobId, options);
    deps.tell?.([jobId]);
  }
  return {
    async onChanged(transaction, changed) {
      const { job, atMs } = changed;
      if (job.configVersion === null) return;
      const dueMs = await enterChanges(transaction, changed, options.windowSecondsMax);
      await sendMeasuring(deps, transaction, job.jobId);
      await sendJudging(deps, transaction, job.jobId, { dueMs, nowMs: atMs });
    },
    start: () => workQueue.work<ChangeWork>(changeWork, ({ jobId }) => judge(jobId)),
    judge,
    async sweep() {
      const agoMs = (seconds: number) => new Date(clock.nowMs() - seconds * 1_000).toISOString();
      const overdue = await database.query<{ jobId: string }>(readOverdue, [
        agoMs(limits.changeOverdueSeconds),
        agoMs(limits.changeSweptSeconds),
        limits.changeJobsPerSweepMax,
      ]);
      for (const { jobId } of overdue) {
        log.info({ job: jobId }, 'judging a change that the work queue left');
        // One job that cannot be judged must not keep the others waiting.
        await judge(jobId).catch((error: unknown) => {
          log.error({ err: error, job: jobId }, 'a job could not be judged');
        });
      }
      return overdue.length;
    },
    async rollBack(id, reason = 'Taken back by hand', actor) {
      const order = { id, reason, actor };
      const job = await database.transaction((transaction) =>
        rollBackChange(transaction, deps.jobs(), order),
      );
      deps.jobs().wake();
      // The other is the one that was taken back.
      deps.tell?.([job.job_id, ...(job.rollback_of === null ? [] : [job.rollback_of])]);
      return job;
    },
  };
}
