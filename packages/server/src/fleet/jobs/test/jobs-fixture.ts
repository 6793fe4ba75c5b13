import type { CommandAcknowledgement, DeviceCommand, TargetState } from '@homepot/catalogue';
import type { TestDatabase } from '../../../../test/test-database.ts';
import { createLog, createManualClock } from '../../../kernel/index.ts';
import type { Database } from '../../../store/index.ts';
import type { Jobs } from '../jobs.ts';
import { createJobs } from '../jobs.ts';
import type { ChangedTarget, JobsDependencies } from '../jobs-dependencies.ts';
import type { JobInput } from '../new-job.ts';
import type { ShownTarget } from '../read-jobs.ts';

/** An orchestrator on a database and a clock of the test, with devices that do what the test says. */
export interface JobsFixture {
  readonly database: Database;
  readonly clock: ReturnType<typeof createManualClock>;
  readonly jobs: Jobs;
  /** Commands that were handed to connected devices, in order. */
  readonly published: DeviceCommand[];
  /** Devices that are connected; the others can only ask. */
  readonly connected: Set<string>;
  readonly changed: ChangedTarget[];
  /** One more server on the same database. */
  createServer(over?: Partial<JobsDependencies>): Jobs;
  /** Makes the job `update`, changed by what is given, and takes its first step. Returns its id. */
  start(over?: Partial<JobInput>): Promise<string>;
  /** Enters devices `NAME-1` and on, which are online. */
  addDevices(count: number, options?: { site?: string; name?: string }): Promise<string[]>;
  /** A report has arrived from each. */
  report(deviceIds: readonly string[], over?: ReportedDevice): Promise<void>;
  acknowledge(
    deviceId: string,
    step: CommandAcknowledgement['step'],
    over?: Partial<CommandAcknowledgement>,
  ): Promise<string>;
  /** Lets time pass, looking at the jobs each half second as a server does. */
  pass(milliseconds: number): Promise<void>;
  /** The states of the targets of a job, by device. */
  states(jobId: string): Promise<Record<string, TargetState>>;
  target(jobId: string, deviceId: string): Promise<ShownTarget>;
  /** What was told of a table, in order. */
  told(table: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

interface ReportedDevice {
  readonly version?: string;
  readonly status?: string;
  readonly reason?: string;
  /** How long before its arrival it was made. */
  readonly ageMs?: number;
}

export const actor = { username: 'admin' };

export const update: JobInput = { action: 'Update POS payment config', site_id: 'site-001' };

const addDevices = `
WITH site AS (
  INSERT INTO sites (site_id, name) VALUES ($1, $1)
  ON CONFLICT (site_id) DO UPDATE SET name = excluded.name RETURNING id)
INSERT INTO devices (device_id, name, device_type, site_id, segment, status, provenance, last_seen)
SELECT name, name, 'pos_terminal', site.id, 'pos-terminals', 'online', 'simulated', $3::timestamptz
FROM site, unnest($2::text[]) AS name`;

const report = `
UPDATE devices SET last_seen = $2::timestamptz, reported_at = $6::timestamptz, config_version = coalesce($3, config_version), status = $4,
  status_reason = $5 WHERE device_id = ANY ($1)`;

const told = `
SELECT record FROM outbox, jsonb_array_elements(records) AS record
WHERE table_name = $1 ORDER BY created_at, record ->> 'device_id'`;

const emptied = 'jobs, job_targets, devices, sites, outbox, users, audit_logs';

/** Opens a fixture on the database of a test file, and empties it. */
export async function openJobs({ database }: TestDatabase): Promise<JobsFixture> {
  await database.query(`TRUNCATE ${emptied} RESTART IDENTITY CASCADE`);
  const clock = createManualClock();
  const published: DeviceCommand[] = [];
  const connected = new Set<string>();
  const changed: ChangedTarget[] = [];
  await database.query(`INSERT INTO users (username, email) VALUES ('admin', 'admin@example.com')`);
  const createServer = (over: Partial<JobsDependencies> = {}) =>
    createJobs({
      database,
      clock,
      log: createLog('error'),
      publish: async ({ deviceId }, command) => {
        if (!connected.has(deviceId)) return false;
        published.push(command);
        return true;
      },
      onChanged: async (_transaction, { targets }) => {
        changed.push(...targets);
      },
      ...over,
    });
  const jobs = createServer();
  return {
    database,
    clock,
    jobs,
    published,
    connected,
    changed,
    createServer,
    ...actions({ database, clock, jobs, published, connected }),
  };
}

/** What a test does with the devices and sees of the jobs. */
function actions({
  database,
  clock,
  jobs,
  published,
  connected,
}: Pick<JobsFixture, 'database' | 'clock' | 'jobs' | 'published' | 'connected'>) {
  const now = () => new Date(clock.nowMs()).toISOString();
  async function target(jobId: string, deviceId: string): Promise<ShownTarget> {
    const { data } = await jobs.listTargets(jobId, { limit: 1_000 });
    const found = data.find((one) => one.device_id === deviceId);
    if (found === undefined) throw new Error(`${deviceId} is no target of ${jobId}`);
    return found;
  }
  return {
    target,
    async start(over: Partial<JobInput> = {}) {
      const { job_id } = await jobs.create({ ...update, ...over }, actor);
      await jobs.reconcile();
      return job_id;
    },
    async addDevices(
      count: number,
      { site = 'site-001', name = 'pos' }: { site?: string; name?: string } = {},
    ) {
      const names = Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
      await database.query(addDevices, [site, names, now()]);
      for (const deviceId of names) connected.add(deviceId);
      return names;
    },
    async report(
      deviceIds: readonly string[],
      { version, status = 'online', reason, ageMs = 0 }: ReportedDevice = {},
    ) {
      clock.advanceMs(1);
      const madeAt = new Date(clock.nowMs() - ageMs).toISOString();
      const said = [version ?? null, status, reason ?? null, madeAt];
      await database.query(report, [deviceIds, now(), ...said]);
    },
    async acknowledge(
      deviceId: string,
      step: CommandAcknowledgement['step'],
      over: Partial<CommandAcknowledgement> = {},
    ) {
      const command = published.findLast(({ command_id }) => command_id.endsWith(`.${deviceId}`));
      const command_id = command?.command_id ?? '';
      return jobs.acknowledge({ deviceId }, { command_id, step, at: now(), ...over });
    },
    async pass(milliseconds: number) {
      for (let left = milliseconds; left > 0; left -= 500) {
        clock.advanceMs(Math.min(left, 500));
        await jobs.reconcile();
      }
      await jobs.reconcile();
    },
    async states(jobId: string) {
      const { data } = await jobs.listTargets(jobId, { limit: 1_000 });
      return Object.fromEntries(data.map(({ device_id, state }) => [device_id, state]));
    },
    async told(table: string) {
      const rows = await database.query<{ record: Record<string, unknown> }>(told, [table]);
      return rows.map(({ record }) => record);
    },
    stop: () => jobs.stop(),
  };
}
