import type { AnswerOf, showJob } from '@homepot/catalogue';
import { openJobStatuses, targetStates } from '@homepot/catalogue';

/** A job as the API shows it. */
export type ShownJob = AnswerOf<typeof showJob>;

const openStatuses: readonly string[] = openJobStatuses;

/** Whether nothing more follows. A cancelled job ends when those that had begun have finished. */
export const hasEnded = (job: ShownJob): boolean =>
  !openStatuses.includes(job.status) && job.completed_at !== null;

/** How many devices are how far, e.g. `12 devices: 3 sent, 9 verified`. */
export function progressOf({ targets }: ShownJob): string {
  const parts = targetStates
    .filter((state) => targets[state] > 0)
    .map((state) => `${targets[state]} ${state.replace('_', ' ')}`);
  const total = `${targets.total} ${targets.total === 1 ? 'device' : 'devices'}`;
  return parts.length === 0 ? total : `${total}: ${parts.join(', ')}`;
}

/** A job in one line. */
export function lineOf(job: ShownJob): string {
  const stage = job.stages.length > 1 ? `, stage ${job.stage + 1} of ${job.stages.length}` : '';
  const fault = job.error_message === null ? '' : ` (${job.error_message})`;
  return `${job.job_id} ${job.status}${stage}: ${progressOf(job)}${fault}`;
}
