import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { ChangeWork, ClosedLoopDependencies } from './closed-loop-dependencies.ts';
import { changeWork } from './closed-loop-dependencies.ts';

type Sending = Pick<ClosedLoopDependencies, 'workQueue'>;

/** Has it measured soon what was before the changes of a job; asked often, it is done once. */
export function sendMeasuring(
  { workQueue }: Sending,
  transaction: Transaction,
  jobId: string,
): Promise<void> {
  const work: ChangeWork = { jobId };
  return workQueue.send(transaction, changeWork, work, { singletonKey: `${jobId}:before` });
}

/**
 * Has a job's changes judged that are due at `dueMs`: at the end of the step of time in which that
 * lies, so that all of one step are one piece of work.
 */
export function sendJudging(
  { workQueue }: Sending,
  transaction: Transaction,
  jobId: string,
  { dueMs, nowMs }: { readonly dueMs: number; readonly nowMs: number },
): Promise<void> {
  const stepMs = limits.changeStepSeconds * 1_000;
  const step = Math.ceil(dueMs / stepMs);
  const work: ChangeWork = { jobId };
  return workQueue.send(transaction, changeWork, work, {
    afterSeconds: Math.max(1, Math.ceil((step * stepMs - nowMs) / 1_000)),
    singletonKey: `${jobId}:${step}`,
  });
}
