import { limits } from '../../kernel/index.ts';
import { createAnswerBudget } from './answer-budget.ts';
import type { ClaimRange, Delivery } from './claim-commands.ts';
import { claimCommands } from './claim-commands.ts';
import type { StoredJob } from './job.ts';
import { selectJobs } from './job.ts';
import type { JobsDependencies } from './jobs-dependencies.ts';
import { noteSent } from './note-sent.ts';

/** A job is locked before its targets; several in order of id, so that nobody waits in a circle. */
const lockJobsOf = `
SELECT j.id FROM jobs j WHERE j.id IN (
  SELECT t.job_id FROM job_targets t JOIN devices d ON d.id = t.device_id
  WHERE d.device_id = ANY ($1) AND t.ended_at IS NULL AND t.state IN ('queued', 'sent') AND t.command_id IS NOT NULL)
  AND j.status IN ('sending', 'sent')
ORDER BY j.id FOR NO KEY UPDATE`;

/**
 * Takes what is due for these devices, of every job, the most urgent first, as much as an answer
 * holds: the rest stays as it is, and comes with the next.
 */
export async function claimFor(
  { database, clock }: JobsDependencies,
  range: ClaimRange & { readonly deviceIds: readonly string[] },
): Promise<readonly Delivery[]> {
  return database.transaction(async (transaction) => {
    const locked = await transaction.query<{ id: number }>(lockJobsOf, [range.deviceIds]);
    if (locked.length === 0) return [];
    const jobs = await transaction.query<StoredJob>(
      `${selectJobs} WHERE j.id = ANY ($1::bigint[]) AND j.status IN ('sending', 'sent')
       ORDER BY array_position(ARRAY['high', 'normal', 'low'], j.priority::text), j.id`,
      [locked.map(({ id }) => id)],
    );
    const nowMs = clock.nowMs();
    const now = new Date(nowMs).toISOString();
    const deliveries: Delivery[] = [];
    const answers = createAnswerBudget();
    for (const job of jobs) {
      const claimed = await claimCommands({ transaction, job, nowMs, now }, { ...range, answers });
      deliveries.push(...claimed.deliveries);
      if (range.sent === true) await noteSent(transaction, job.id);
    }
    return deliveries;
  });
}

/** Hands a command over; a broker that does not answer is no reason to stop: it is tried again. */
async function tryPublish({ publish, log }: JobsDependencies, delivery: Delivery) {
  if (publish === undefined) return false;
  try {
    return await publish(delivery.device, delivery.command);
  } catch (error) {
    log.warn({ err: error, command: delivery.command.command_id }, 'a command was not handed over');
    return false;
  }
}

const markSent = `
UPDATE job_targets t SET state = 'sent', sent_at = coalesce(t.sent_at, $2::timestamptz), updated_at = $2::timestamptz
FROM jobs j WHERE j.id = t.job_id AND j.job_id = $1 AND t.state = 'queued'
  AND t.command_id = ANY ($3)`;

/** Hands commands to the devices that are connected, notes those that were, and tells their jobs. */
export async function deliverNow(
  deps: JobsDependencies,
  deliveries: readonly Delivery[],
): Promise<void> {
  if (deps.publish === undefined || deliveries.length === 0) return;
  const handed = await Promise.all(deliveries.map((delivery) => tryPublish(deps, delivery)));
  const sent = deliveries.filter((_, index) => handed[index] === true).map((one) => one.command);
  for (const [jobId, commands] of Map.groupBy(sent, (command) => command.job_id)) {
    await deps.database.transaction(async (transaction) => {
      const [job] = await transaction.query<{ id: number }>(
        'SELECT id FROM jobs WHERE job_id = $1 FOR NO KEY UPDATE',
        [jobId],
      );
      if (job === undefined) return;
      const now = new Date(deps.clock.nowMs()).toISOString();
      const ids = commands.map(({ command_id }) => command_id);
      await transaction.query(markSent, [jobId, now, ids]);
      await noteSent(transaction, job.id);
    });
    deps.tell?.([jobId]);
  }
}

/** From what is due to the devices: it is seldom much, while thousands of devices may wait. */
const readAddressed = `
WITH due AS MATERIALIZED (
  SELECT DISTINCT t.device_id FROM jobs j JOIN job_targets t ON t.job_id = j.id
  WHERE j.status IN ('sending', 'sent') AND j.wake_at IS NOT NULL AND t.ended_at IS NULL
    AND t.state IN ('queued', 'sent') AND t.command_id IS NOT NULL
    AND (t.not_before IS NULL OR t.not_before <= $2::timestamptz) AND t.deadline_at > $2::timestamptz
    AND (t.state = 'queued' OR t.resend_at <= $2::timestamptz))
SELECT d.device_id FROM due JOIN devices d ON d.id = due.device_id
WHERE d.device_id = ANY ($1::text[]) LIMIT $3`;

/** Whether any job tells devices at all, which is cheaper to ask than which. */
const isTelling = `
SELECT FROM jobs WHERE wake_at IS NOT NULL AND status IN ('sending', 'sent') LIMIT 1`;

/** Of these devices, those for which a command is due, whichever server made it so. */
export async function findAddressed(
  { database, clock }: Pick<JobsDependencies, 'database' | 'clock'>,
  deviceIds: readonly string[],
): Promise<readonly string[]> {
  if (deviceIds.length === 0 || (await database.query(isTelling)).length === 0) return [];
  const now = new Date(clock.nowMs()).toISOString();
  const values = [deviceIds, now, limits.commandPollsMax];
  const rows = await database.query<{ device_id: string }>(readAddressed, values);
  return rows.map(({ device_id }) => device_id);
}
