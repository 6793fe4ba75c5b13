import type { DeviceCommand } from '@homepot/catalogue';
import { storeReadings } from '../../../../test/store-readings.ts';
import type { FleetOptions, PlayedDevice } from '../../../../test/synthetic-fleet.ts';
import { playReadings } from '../../../../test/synthetic-fleet.ts';
import type { TestDatabase } from '../../../../test/test-database.ts';
import { createLog, createManualClock, systemClock } from '../../../kernel/index.ts';
import type { Database, WorkQueue } from '../../../store/index.ts';
import { createWorkQueue } from '../../../store/index.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { createJobs } from '../../jobs/jobs.ts';
import type { JobInput } from '../../jobs/new-job.ts';
import type { ClosedLoop } from '../closed-loop.ts';
import { createClosedLoop } from '../closed-loop.ts';

/** A row of the history, as far as the tests look at it. */
interface ChangeRow {
  readonly id: number;
  readonly entity_id: string;
  readonly old_value: string | null;
  readonly new_value: string;
  readonly changed_by: string;
  readonly change_reason: string;
  readonly change_type: string;
  readonly provenance: string;
  readonly performance_before: { from: string; to: string; reports?: number; metrics?: object };
  readonly performance_after: { from: string; to: string; reports: number } | null;
  readonly was_successful: boolean | null;
  readonly was_rolled_back: boolean;
  readonly rollback_reason: string | null;
  readonly verdict: { outcome: string; peers: number; looks: number } | null;
  readonly judged_at: string | null;
}

/** A server's orchestrator, queue and closed loop, on the database and the clock of the test. */
interface LoopServer {
  readonly jobs: Jobs;
  readonly loop: ClosedLoop;
  readonly workQueue: WorkQueue;
  stop(): Promise<void>;
}

/** A fleet of twelve, of which five are to be changed, at the instant before they are. */
export interface LoopFixture extends LoopServer {
  readonly database: Database;
  readonly clock: ReturnType<typeof createManualClock>;
  /** One more server; `broken` replaces what its closed loop asks of the jobs. */
  createServer(broken?: Partial<Jobs>): Promise<LoopServer>;
  /** Makes a job for the changed devices and lets them carry it out. */
  change(input?: Partial<JobInput>, unwell?: readonly string[]): Promise<Job>;
  /** Lets devices carry out the commands that they were given; those that are `unwell` fail their check. */
  carryOut(unwell?: readonly string[]): Promise<void>;
  /** Moves the clock to when the windows after the change can be judged. */
  settle(): void;
  readChanges(jobId: string): Promise<ChangeRow[]>;
  audited(eventType: string): Promise<number>;
}

export const actor = { username: 'admin' };
const windowSeconds = 60;

const insertDevices = `
WITH site AS (INSERT INTO sites (site_id, name) VALUES ('site-001', 'One') RETURNING id)
INSERT INTO devices (device_id, name, device_type, site_id, segment, status, provenance, last_seen,
  config_version)
SELECT name, name, 'pos_terminal', site.id, 'pos-terminals', 'online', 'simulated', $2::timestamptz, '1.0'
FROM site, unnest($1::text[]) AS name`;

const emptied =
  'jobs, job_targets, devices, sites, outbox, users, audit_logs, configuration_history, device_metrics, health_checks';

async function fill(database: Database, devices: readonly PlayedDevice[], nowMs: number) {
  await database.query(`TRUNCATE ${emptied} RESTART IDENTITY CASCADE`);
  await database.query('DELETE FROM pgboss.job');
  await database.query(`INSERT INTO users (username, email) VALUES ('admin', 'admin@example.com')`);
  const names = devices.map(({ deviceId }) => deviceId);
  await database.query(insertDevices, [names, new Date(nowMs).toISOString()]);
  for (const { deviceId, readings } of devices) await storeReadings(database, deviceId, readings);
}

const runVersion = `
UPDATE devices SET config_version = $2, last_seen = $3::timestamptz,
  reported_at = $3::timestamptz, status = $4 WHERE device_id = $1`;

/** Opens a fixture on the database of a test file, and empties it. */
export async function openLoop(
  { database }: TestDatabase,
  options: Partial<FleetOptions> = {},
): Promise<LoopFixture> {
  const startMs = systemClock.nowMs();
  const devices = playReadings({ seed: 1, windowSeconds, ...options, startMs });
  const clock = createManualClock(startMs + windowSeconds * 1_000);
  await fill(database, devices, clock.nowMs());
  const log = createLog('error');
  const commands = new Map<string, DeviceCommand>();
  const now = () => new Date(clock.nowMs()).toISOString();

  async function createServer(broken: Partial<Jobs> = {}): Promise<LoopServer> {
    const workQueue = createWorkQueue({ database, clock, log }, { pollSeconds: 0.5 });
    const loop = createClosedLoop(
      { database, workQueue, jobs: () => ({ ...jobs, ...broken }), clock, log },
      { windowSecondsMax: 1_800, snapshotSeconds: 300 },
    );
    const jobs = createJobs({
      database,
      clock,
      log,
      onChanged: loop.onChanged,
      publish: async ({ deviceId }, command) => {
        commands.set(deviceId, command);
        return true;
      },
    });
    await workQueue.start();
    await loop.start();
    const stop = async () => {
      await jobs.stop();
      await workQueue.stop();
    };
    return { jobs, loop, workQueue, stop };
  }

  const server = await createServer();
  async function carryOut(unwell: readonly string[] = []): Promise<void> {
    await server.jobs.reconcile();
    for (const [deviceId, { command_id, config_version = '' }] of commands) {
      await server.jobs.acknowledge({ deviceId }, { command_id, step: 'applied', at: now() });
      clock.advanceMs(1);
      const status = unwell.includes(deviceId) ? 'error' : 'online';
      await database.query(runVersion, [deviceId, config_version, now(), status]);
    }
    commands.clear();
    // The orchestrator looks every half second whether a device has come back, and waits a minute for one that is unwell.
    for (let pass = 0; pass < (unwell.length === 0 ? 3 : 130); pass += 1) {
      clock.advanceMs(500);
      await server.jobs.reconcile();
    }
  }
  return {
    ...server,
    database,
    clock,
    createServer,
    carryOut,
    async change(input = {}, unwell = []) {
      const job = await server.jobs.create(
        {
          action: 'Update POS payment config',
          config_version: '2.0',
          device_ids: devices.filter(({ isChanged }) => isChanged).map(({ deviceId }) => deviceId),
          settle_seconds: 5,
          force: true,
          ...input,
        },
        actor,
      );
      await carryOut(unwell);
      return job;
    },
    settle: () => clock.advanceMs((5 + windowSeconds + 10) * 1_000),
    readChanges: (jobId) =>
      database.query<ChangeRow>(
        'SELECT * FROM configuration_history WHERE job_id = $1 ORDER BY entity_id',
        [jobId],
      ),
    async audited(eventType) {
      const [row] = await database.query<{ count: number }>(
        'SELECT count(*) FROM audit_logs WHERE event_type = $1',
        [eventType],
      );
      return row?.count ?? 0;
    },
  };
}
