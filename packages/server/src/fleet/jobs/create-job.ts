import { randomBytes } from 'node:crypto';
import type { Actor, AuditEntry } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { endJob, noDevices } from './end-job.ts';
import type { Job, StoredJob } from './job.ts';
import { countTargets, selectJobs, showJob } from './job.ts';
import type { JobsDependencies } from './jobs-dependencies.ts';
import type { JobInput, JobOrders } from './new-job.ts';
import { readOrders, requireSmallPayload } from './new-job.ts';
import type { EndedTarget } from './tell-ends.ts';
import { endedColumns, tellEnds } from './tell-ends.ts';

async function requireRoom(transaction: Transaction): Promise<void> {
  const [row] = await transaction.query<{ open: number }>(
    'SELECT count(*) AS open FROM (SELECT FROM jobs WHERE wake_at IS NOT NULL LIMIT $1) AS known',
    [limits.jobsOpenMax],
  );
  if ((row?.open ?? 0) < limits.jobsOpenMax) return;
  throw new HomepotError('overloaded', {
    message: `${limits.jobsOpenMax} jobs are under way already`,
    retryAfterSeconds: 60,
  });
}

async function findSite(transaction: Transaction, siteId: string | undefined) {
  if (siteId === undefined) return null;
  const [site] = await transaction.query<{ id: number }>(
    'SELECT id FROM sites WHERE site_id = $1',
    [siteId],
  );
  if (site === undefined) {
    throw new HomepotError('not_found', {
      path: 'site_id',
      message: `There is no site ${siteId}`,
    });
  }
  return site.id;
}

async function requireDevices(transaction: Transaction, deviceIds: readonly string[]) {
  const [missing] = await transaction.query<{ place: number; device_id: string }>(
    `SELECT given.place, given.device_id
     FROM unnest($1::text[]) WITH ORDINALITY AS given (device_id, place)
     WHERE NOT EXISTS (SELECT FROM devices d WHERE d.device_id = given.device_id)
     ORDER BY given.place LIMIT 1`,
    [deviceIds],
  );
  if (missing === undefined) return;
  throw new HomepotError('not_found', {
    path: `device_ids[${missing.place - 1}]`,
    message: `There is no device ${missing.device_id}`,
  });
}

const insertJob = `
INSERT INTO jobs (job_id, action, status, priority, site_id, segment, payload, config_url,
  config_version, created_by, scheduled_for, created_at, schedule, stages, failure_threshold_percent,
  attempts_max, time_to_live_seconds, is_forced, closed_sites, rollback, settle_seconds, rollback_of,
  wake_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, (SELECT id FROM users WHERE username = $10), $11::timestamptz, $12::timestamptz, $13,
  $14, $15, $16, $17, $18, $19, $20, $21, $22, coalesce($11::timestamptz, $12::timestamptz))
ON CONFLICT (job_id) DO NOTHING RETURNING id, job_id`;

interface Made {
  readonly id: number;
  readonly job_id: string;
}

interface NewRow {
  readonly orders: JobOrders;
  readonly siteRowId: number | null;
  readonly segment: string | null;
  readonly username: string | null;
  readonly now: string;
}

/** Eight hex digits are few: a name that is taken is drawn again. */
async function insert(transaction: Transaction, row: NewRow): Promise<Made> {
  const { orders, now } = row;
  for (;;) {
    const [made] = await transaction.query<Made>(insertJob, [
      `job-${randomBytes(4).toString('hex')}`,
      orders.action,
      orders.schedule === 'now' ? 'pending' : 'scheduled',
      orders.priority,
      row.siteRowId,
      row.segment,
      JSON.stringify(orders.payload),
      orders.config_url,
      orders.config_version,
      row.username,
      orders.scheduled_for,
      now,
      orders.schedule,
      JSON.stringify(orders.stages),
      orders.failure_threshold_percent,
      orders.attempts_max,
      orders.time_to_live_seconds,
      orders.is_forced,
      orders.closed_sites,
      orders.rollback,
      orders.settle_seconds,
      orders.rollback_of,
    ]);
    if (made !== undefined) return made;
  }
}

/**
 * The devices of the job, each with its stage: their order is that of a hash of job and device, so
 * that a stage is a sample of all sites and every server would draw the same. Devices that were
 * removed are entered only where they are named, as skipped.
 */
const insertTargets = `
WITH chosen AS (
  SELECT d.id, d.is_active, count(*) OVER of_kind AS total,
    row_number() OVER (of_kind ORDER BY md5($2::text || d.device_id), d.id) - 1 AS place
  FROM devices d
  WHERE ($3::bigint IS NULL OR d.site_id = $3::bigint) AND ($4::text IS NULL OR d.segment = $4::text)
    AND ($5::text[] IS NULL OR d.device_id = ANY ($5::text[])) AND (d.is_active OR $5::text[] IS NOT NULL)
  WINDOW of_kind AS (PARTITION BY d.is_active)),
made AS (
  INSERT INTO job_targets AS t (job_id, device_id, state, stage, updated_at, ended_at, error_code,
    error_message)
  SELECT $1, id, CASE WHEN is_active THEN 'queued' ELSE 'skipped' END,
    (SELECT min(nr) - 1 FROM unnest($6::float8[]) WITH ORDINALITY AS stages (percent, nr)
      WHERE place < ceil(total * percent / 100)), $7::timestamptz,
    CASE WHEN NOT is_active THEN $7::timestamptz END,
    CASE WHEN NOT is_active THEN 'device_inactive' END,
    CASE WHEN NOT is_active THEN 'The device was removed' END
  FROM chosen ORDER BY place
  RETURNING t.*)
SELECT ${endedColumns} FROM made t JOIN devices d ON d.id = t.device_id
  JOIN sites s ON s.id = d.site_id WHERE t.state = 'skipped'`;

const describe = (job: StoredJob, total: number): string =>
  `Job ${job.job_id} was created: ${job.action}, ${total} ${total === 1 ? 'device' : 'devices'}`;

async function readJob(transaction: Transaction, id: number): Promise<StoredJob> {
  const [job] = await transaction.query<StoredJob>(`${selectJobs} WHERE j.id = $1`, [id]);
  if (job === undefined) throw new Error('a job is gone within its own transaction');
  return job;
}

/** A job that was made, and what the audit trail is still to be told of it. */
interface MadeJob {
  readonly job: Job;
  readonly entry: AuditEntry;
}

/**
 * Makes a job within a transaction of the caller, who appends `entry` to the audit trail as the last
 * thing of it: whoever appends keeps every other writer of the trail waiting until the commit.
 */
export async function createJobIn(
  transaction: Transaction,
  input: JobInput,
  actor: Actor,
  nowMs: number,
): Promise<MadeJob> {
  const orders = readOrders(input, nowMs);
  const { site_id, segment = null, device_ids } = input;
  await requireRoom(transaction);
  const siteRowId = await findSite(transaction, site_id);
  if (device_ids !== undefined) await requireDevices(transaction, device_ids);
  const now = new Date(nowMs).toISOString();
  const username = actor.username ?? null;
  const made = await insert(transaction, { orders, siteRowId, segment, username, now });
  const skipped = await transaction.query<EndedTarget>(insertTargets, [
    made.id,
    made.job_id,
    siteRowId,
    segment,
    device_ids ?? null,
    orders.stages,
    now,
  ]);
  const job = await readJob(transaction, made.id);
  await tellEnds(transaction, job, skipped, nowMs);
  const counts = await countTargets(transaction, made.id);
  const total = counts.queued ?? 0;
  if (total === 0) await endJob(transaction, job, counts, nowMs, noDevices);
  const entry = {
    atMs: nowMs,
    eventType: 'job_created',
    description: describe(job, total),
    jobId: job.job_id,
    siteId: site_id,
    deviceId: device_ids?.length === 1 ? device_ids[0] : undefined,
    newValues: auditedOrders(orders, segment, total),
    ...auditedActor(actor),
  };
  return { job: showJob(await readJob(transaction, made.id), counts), entry };
}

function auditedOrders(orders: JobOrders, segment: string | null, devices: number) {
  const { action, config_version, config_url, priority, schedule, is_forced, rollback_of } = orders;
  const told = { action, config_version, config_url, priority, schedule, is_forced, rollback_of };
  return { ...told, stages: [...orders.stages], segment, devices };
}

/** Makes a job for a caller. Throws parameter_invalid and not_found with the field, overloaded. */
export async function createJob(
  deps: JobsDependencies,
  input: JobInput,
  actor: Actor,
): Promise<Job> {
  requireSmallPayload(input);
  return deps.database.transaction(async (transaction) => {
    const { job, entry } = await createJobIn(transaction, input, actor, deps.clock.nowMs());
    await appendAudit(transaction, entry);
    return job;
  });
}
