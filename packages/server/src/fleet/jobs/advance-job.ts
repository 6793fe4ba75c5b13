import type { TargetState } from '@homepot/catalogue';
import { badTargetStates, openTargetStates } from '@homepot/catalogue';
import { endJob } from './end-job.ts';
import type { StoredJob, TargetCounts } from './job.ts';
import type { JobStep } from './settle-targets.ts';

/** How many targets of a stage are in a state. */
interface Tally {
  readonly stage: number;
  readonly state: TargetState;
  readonly count: number;
}

/** What follows for the job as a whole. */
type Advance =
  | { readonly kind: 'stay' }
  | { readonly kind: 'end' }
  | { readonly kind: 'stage'; readonly stage: number }
  | { readonly kind: 'pause'; readonly message: string };

const openStates: readonly TargetState[] = openTargetStates;

const count = (tally: readonly Tally[], states: readonly TargetState[]): number =>
  tally.filter(({ state }) => states.includes(state)).reduce((sum, row) => sum + row.count, 0);

type AdvancedJob = Pick<StoredJob, 'status' | 'stage' | 'stages' | 'failure_threshold_percent'>;

/** The number of failures of a stage in words, where they are too many to go on. */
function findFault(job: AdvancedJob, tally: readonly Tally[]): string | undefined {
  const ofStage = tally.filter(({ stage }) => stage === job.stage);
  const bad = count(ofStage, badTargetStates);
  const all = bad + count(ofStage, ['verified']);
  const threshold = job.failure_threshold_percent;
  if (bad === 0 || bad * 100 <= threshold * all) return undefined;
  const percent = Math.round((bad * 100) / all);
  return `Stage ${job.stage + 1} of ${job.stages.length}: ${bad} of ${all} devices failed (${percent} %, allowed ${threshold} %)`;
}

/**
 * Decides what follows once no target of the stages so far is under way: the end after the last
 * stage, a pause after one in which too many failed, else the next stage that has devices.
 */
function advanceOf(job: AdvancedJob, tally: readonly Tally[]): Advance {
  const stay = { kind: 'stay' } as const;
  if (job.status === 'paused') return stay;
  const begun = tally.filter(({ stage }) => stage <= job.stage);
  if (count(job.status === 'cancelled' ? tally : begun, openStates) > 0) return stay;
  const later = tally.filter(({ stage, state }) => stage > job.stage && openStates.includes(state));
  if (later.length === 0) return { kind: 'end' };
  const message = findFault(job, tally);
  if (message !== undefined) return { kind: 'pause', message };
  return { kind: 'stage', stage: Math.min(...later.map(({ stage }) => stage)) };
}

const readTally = `
SELECT stage, state, count(*) AS count FROM job_targets WHERE job_id = $1 GROUP BY stage, state`;

/** The job after it was advanced as far as its targets allow; undefined where it ended. */
export async function advanceJob(step: JobStep): Promise<StoredJob | undefined> {
  const { transaction, job, nowMs } = step;
  const tally = await transaction.query<Tally>(readTally, [job.id]);
  const advance = advanceOf(job, tally);
  switch (advance.kind) {
    case 'stay':
      return job;
    case 'end':
      await endJob(transaction, job, countsOf(tally), nowMs);
      return undefined;
    case 'stage':
      await transaction.query('UPDATE jobs SET stage = $2 WHERE id = $1', [job.id, advance.stage]);
      return { ...job, stage: advance.stage };
    case 'pause':
      await transaction.query(
        `UPDATE jobs SET status = 'paused', error_code = 'failure_threshold', error_message = $2
         WHERE id = $1`,
        [job.id, advance.message],
      );
      return { ...job, status: 'paused' };
  }
}

/** The same counts without their stages. */
function countsOf(tally: readonly Pick<Tally, 'state' | 'count'>[]): Partial<TargetCounts> {
  const counts: Partial<Record<TargetState, number>> = {};
  for (const row of tally) counts[row.state] = (counts[row.state] ?? 0) + row.count;
  return counts;
}
