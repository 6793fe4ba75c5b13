import type { Database } from '../../../packages/server/src/store/index.ts';

/** What does not hold after rollouts that were broken off; empty lists are a pass. */
export interface RolloutFaults {
  /** Jobs that did not come to an end. */
  readonly openJobs: readonly string[];
  /** Targets that did not come to an end. */
  readonly openTargets: readonly string[];
  /** Targets that are verified though their device does not run the version, or the other way round. */
  readonly untrueTargets: readonly string[];
  /** Targets with no outcome row, or more than one, or one that says something else. */
  readonly wrongOutcomes: readonly string[];
  /** Jobs with no summary row, or more than one, or one with other numbers. */
  readonly wrongSummaries: readonly string[];
}

const named = (rows: readonly { readonly name: string }[]): string[] =>
  rows.map(({ name }) => name);

const openJobs = `
SELECT job_id AS name FROM jobs WHERE status NOT IN ('completed', 'partial', 'failed', 'cancelled')`;

const openTargets = `
SELECT concat_ws(' ', j.job_id, d.device_id, t.state) AS name
FROM job_targets t JOIN jobs j ON j.id = t.job_id JOIN devices d ON d.id = t.device_id
WHERE t.state IN ('queued', 'sent', 'acknowledged', 'applying')`;

/** Only the last job of a device says what it runs now. */
const untrueTargets = `
WITH last AS (
  SELECT DISTINCT ON (t.device_id) t.device_id, j.job_id, j.config_version, t.state, t.previous_version
  FROM job_targets t JOIN jobs j ON j.id = t.job_id ORDER BY t.device_id, j.id DESC)
SELECT concat_ws(' ', last.job_id, d.device_id, last.state, d.config_version) AS name
FROM last JOIN devices d ON d.id = last.device_id
WHERE (last.state = 'verified') <> (d.config_version = last.config_version)`;

const wrongOutcomes = `
WITH outcomes AS (
  SELECT job_id, device_id, count(*) AS count, min(status) AS status
  FROM job_outcomes WHERE device_id IS NOT NULL GROUP BY 1, 2),
targets AS (
  SELECT j.job_id, d.device_id, CASE t.state WHEN 'verified' THEN 'success'
    WHEN 'timed_out' THEN 'timeout' ELSE t.state END AS status
  FROM job_targets t JOIN jobs j ON j.id = t.job_id JOIN devices d ON d.id = t.device_id)
SELECT concat_ws(' ', job_id, device_id, coalesce(outcomes.count, 0), outcomes.status) AS name
FROM targets FULL JOIN outcomes USING (job_id, device_id)
WHERE outcomes.count IS DISTINCT FROM 1 OR outcomes.status IS DISTINCT FROM targets.status`;

const wrongSummaries = `
WITH summaries AS (
  SELECT job_id, count(*) AS count, min((extra_data->>'total_devices')::int) AS total,
    min((extra_data->>'successful_pushes')::int) AS successful
  FROM job_outcomes WHERE device_id IS NULL GROUP BY 1),
jobs_now AS (
  SELECT j.job_id, count(*) AS total, count(*) FILTER (WHERE t.state = 'verified') AS successful
  FROM jobs j JOIN job_targets t ON t.job_id = j.id GROUP BY 1)
SELECT concat_ws(' ', job_id, summaries.count, summaries.total, summaries.successful) AS name
FROM jobs_now FULL JOIN summaries USING (job_id)
WHERE summaries.count IS DISTINCT FROM 1 OR summaries.total IS DISTINCT FROM jobs_now.total
  OR summaries.successful IS DISTINCT FROM jobs_now.successful`;

/** Holds targets, outcomes, summaries and devices against each other. */
export async function verifyRollouts(database: Database): Promise<RolloutFaults> {
  const read = async (text: string) => named(await database.query<{ name: string }>(text));
  return {
    openJobs: await read(openJobs),
    openTargets: await read(openTargets),
    untrueTargets: await read(untrueTargets),
    wrongOutcomes: await read(wrongOutcomes),
    wrongSummaries: await read(wrongSummaries),
  };
}
