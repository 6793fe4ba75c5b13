import type { JobStatus } from '@homepot/catalogue';
import { openJobStatuses } from '@homepot/catalogue';
import type { Database } from '../../store/index.ts';

/** What is counted beside the devices. */
export interface Tallies {
  readonly jobs: {
    readonly open: number;
    readonly targets: number;
    readonly verified: number;
    readonly by_status: Partial<Record<JobStatus, number>>;
  };
  readonly alertsOpen: number;
  readonly errorsOpen: number;
}

interface JobRow {
  readonly status: JobStatus;
  readonly jobs: number;
  readonly targets: number;
  readonly verified: number;
}

const openJobs = `SELECT j.status, count(DISTINCT j.id) AS jobs, count(t.id) AS targets,
  count(t.id) FILTER (WHERE t.state = 'verified') AS verified
FROM jobs j LEFT JOIN job_targets t ON t.job_id = j.id
WHERE j.status = ANY($1::varchar[]) GROUP BY j.status`;

const open = `SELECT (SELECT count(*) FROM alerts WHERE state = 'firing') AS alerts,
  (SELECT count(*) FROM error_groups WHERE status = 'open' AND merged_into IS NULL) AS errors`;

/** Counts jobs that are under way with their devices, alerts that fire and errors that are open. */
export async function readTallies(database: Pick<Database, 'query'>): Promise<Tallies> {
  const rows = await database.query<JobRow>(openJobs, [openJobStatuses]);
  const [counts] = await database.query<{ alerts: number; errors: number }>(open);
  const sum = (count: (row: JobRow) => number) =>
    rows.reduce((total, row) => total + count(row), 0);
  return {
    jobs: {
      open: sum(({ jobs }) => jobs),
      targets: sum(({ targets }) => targets),
      verified: sum(({ verified }) => verified),
      by_status: Object.fromEntries(rows.map(({ status, jobs }) => [status, jobs])),
    },
    alertsOpen: counts?.alerts ?? 0,
    errorsOpen: counts?.errors ?? 0,
  };
}
