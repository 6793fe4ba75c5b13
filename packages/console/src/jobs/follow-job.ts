import { setTimeout as pause } from 'node:timers/promises';
import { listJobTargets, openTargetStates, showJob } from '@homepot/catalogue';
import type { Client } from '@homepot/client';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { readFailureLines } from './failure-lines.ts';
import type { ShownJob } from './job-line.ts';
import { hasEnded, lineOf } from './job-line.ts';
import { waitingLine } from './waiting-line.ts';

const lookMs = 500;

const exitCodeOf = ({ status }: ShownJob): number => {
  if (status === 'completed') return exitCodes.ok;
  return status === 'partial' ? exitCodes.partial : exitCodes.failure;
};

/** The line of a job, with why it stands still where it does. */
async function readLine(client: Client, job: ShownJob): Promise<string> {
  const { queued } = job.targets;
  const underWay = openTargetStates.reduce((sum, state) => sum + job.targets[state], 0);
  if (hasEnded(job) || queued === 0 || queued < underWay) return lineOf(job);
  const { data } = await client.call(listJobTargets, {
    parameters: { job_id: job.job_id },
    query: { state: 'queued' },
  });
  const why = waitingLine(data, Date.now());
  return why === '' ? lineOf(job) : `${lineOf(job)}; ${why}`;
}

/**
 * Prints the job whenever something of it has changed, until it ends, and then the devices on which it
 * failed. Exits with 6 where some of the
 * devices failed, with 1 where all did or it was cancelled.
 */
export async function followJob(context: Context, client: Client, jobId: string): Promise<void> {
  let last = '';
  for (;;) {
    const job = await client.call(showJob, { parameters: { job_id: jobId } });
    const line = await readLine(client, job);
    if (line !== last) await context.output.line(line);
    last = line;
    if (hasEnded(job)) {
      for (const failure of await readFailureLines(client, job)) {
        await context.output.line(failure);
      }
      context.exitWith(exitCodeOf(job));
      return;
    }
    await pause(lookMs);
  }
}
