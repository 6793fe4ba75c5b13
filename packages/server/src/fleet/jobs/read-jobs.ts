import type { JobStatus, TargetState } from '@homepot/catalogue';
import type { Page, PageRequest } from '../../kernel/index.ts';
import { HomepotError, limits, readCursor, toPage } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { Job, StoredJob, TargetCounts } from './job.ts';
import { jobNotFound, selectJobs, showJob } from './job.ts';

type Querier = Pick<Database, 'query'>;

interface CountRow {
  readonly job_id: number;
  readonly state: TargetState;
  readonly count: number;
}

/** Counts the targets of jobs that are under way; one that has ended keeps its counts. */
async function readCounts(
  database: Querier,
  jobs: readonly StoredJob[],
): Promise<ReadonlyMap<number, Partial<TargetCounts>>> {
  const open = jobs.filter(({ target_counts }) => target_counts === null).map(({ id }) => id);
  if (open.length === 0) return new Map();
  const rows = await database.query<CountRow>(
    `SELECT job_id, state, count(*) AS count FROM job_targets WHERE job_id = ANY ($1::bigint[])
     GROUP BY job_id, state`,
    [open],
  );
  const byJob = Map.groupBy(rows, (row) => row.job_id);
  return new Map(
    [...byJob].map(([id, some]) => [
      id,
      Object.fromEntries(some.map(({ state, count }) => [state, count])),
    ]),
  );
}

/** Jobs as the API shows them, in the order given. */
async function showJobs(database: Querier, jobs: readonly StoredJob[]): Promise<readonly Job[]> {
  const counts = await readCounts(database, jobs);
  return jobs.map((job) => showJob(job, job.target_counts ?? counts.get(job.id) ?? {}));
}

/** One job. Throws not_found. */
export async function readJob(database: Querier, jobId: string): Promise<Job> {
  const rows = await database.query<StoredJob>(`${selectJobs} WHERE j.job_id = $1`, [jobId]);
  const [job] = await showJobs(database, rows);
  if (job === undefined) throw jobNotFound(jobId);
  return job;
}

/** Which jobs are wanted. */
export interface JobsRequest extends PageRequest {
  readonly status?: JobStatus | undefined;
  readonly site_id?: string | undefined;
}

/** A page of jobs, the newest first. */
export async function listJobs(
  database: Querier,
  { limit = limits.listRowsDefault, cursor, status, site_id }: JobsRequest,
): Promise<Page<Job>> {
  const rows = await database.query<StoredJob>(
    `${selectJobs} WHERE ($1::bigint = 0 OR j.id < $1::bigint) AND ($2::text IS NULL OR j.status = $2::text)
       AND ($3::text IS NULL OR s.site_id = $3::text) ORDER BY j.id DESC LIMIT $4`,
    [readCursor(cursor), status ?? null, site_id ?? null, limit + 1],
  );
  const page = toPage(rows, limit, (row) => row);
  return { data: await showJobs(database, page.data), next_cursor: page.next_cursor };
}

/** A target of a job as the API shows it. */
export interface ShownTarget {
  readonly device_id: string;
  readonly state: TargetState;
  readonly stage: number;
  readonly attempt: number;
  readonly command_id: string | null;
  readonly previous_version: string | null;
  readonly not_before: string | null;
  readonly deadline_at: string | null;
  readonly sent_at: string | null;
  readonly acknowledged_at: string | null;
  readonly applied_at: string | null;
  readonly ended_at: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly updated_at: string;
}

/** Which targets are wanted. */
export interface TargetsRequest extends PageRequest {
  readonly state?: TargetState | undefined;
}

/** A page of the targets of a job, in the order in which they are told. Throws not_found. */
export async function listTargets(
  database: Querier,
  jobId: string,
  { limit = limits.listRowsDefault, cursor, state }: TargetsRequest,
): Promise<Page<ShownTarget>> {
  const [job] = await database.query<{ id: number }>('SELECT id FROM jobs WHERE job_id = $1', [
    jobId,
  ]);
  if (job === undefined) throw jobNotFound(jobId);
  const rows = await database.query<ShownTarget & { readonly id: number }>(
    `SELECT t.id, d.device_id, t.state, t.stage, t.attempt, t.command_id, t.previous_version,
       t.not_before, t.deadline_at, t.sent_at, t.acknowledged_at, t.applied_at, t.ended_at,
       t.error_code, t.error_message, t.updated_at
     FROM job_targets t JOIN devices d ON d.id = t.device_id
     WHERE t.job_id = $1 AND t.id > $2 AND ($3::text IS NULL OR t.state = $3::text)
     ORDER BY t.id LIMIT $4`,
    [job.id, readCursor(cursor), state ?? null, limit + 1],
  );
  return toPage(rows, limit, ({ id: _id, ...target }) => target);
}

/** Locks a job. Throws not_found, and job_not_in_state where it is in none of those states. */
export async function lockJob(
  transaction: Querier,
  jobId: string,
  states: readonly JobStatus[],
): Promise<StoredJob> {
  // The lock first: a job that is read together with it may have changed while waiting.
  await transaction.query('SELECT FROM jobs WHERE job_id = $1 FOR NO KEY UPDATE', [jobId]);
  const [job] = await transaction.query<StoredJob>(`${selectJobs} WHERE j.job_id = $1`, [jobId]);
  if (job === undefined) throw jobNotFound(jobId);
  if (states.includes(job.status)) return job;
  throw new HomepotError('job_not_in_state', { message: `The job is ${job.status}` });
}
