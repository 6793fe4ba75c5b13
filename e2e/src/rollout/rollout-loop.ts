import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../../packages/server/src/store/index.ts';
import { call } from '../call.ts';
import { waitUntilDrained } from '../crash/drained.ts';
import { findFreePort } from '../free-port.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServerProcess } from '../server-process.ts';
import type { FleetSummary } from '../simulator-process.ts';
import { startSimulatorProcess } from '../simulator-process.ts';
import type { RolloutFaults } from './verify-rollouts.ts';
import { verifyRollouts } from './verify-rollouts.ts';

/** How the loop is run. */
export interface RolloutLoopOptions {
  /** Rollouts, each with one kill in its middle. */
  readonly cycles: number;
  readonly devices: number;
  /** Data folder of the server. */
  readonly folder: string;
  readonly connectionString: string;
  readonly database: Database;
  /** Called after each rollout, with how its targets stood when the server was killed. */
  readonly onCycle?: (cycle: number, atKill: Readonly<Record<string, number>>) => void;
}

/** What came out. */
export interface RolloutVerdict {
  readonly faults: RolloutFaults;
  readonly fleet: FleetSummary;
  /** Targets that were under way at a kill, of all rollouts together. */
  readonly interruptedTargets: number;
  readonly targetsByState: Readonly<Record<string, number>>;
}

const rolloutMillisecondsMax = 240_000;
const killAfterMillisecondsMax = 5_000;
const underWay = ['queued', 'sent', 'acknowledged', 'applying'];

async function waitFor(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + rolloutMillisecondsMax;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`${what} took too long`);
    await pause(200);
  }
}

async function countStates(database: Database, jobId?: string): Promise<Record<string, number>> {
  const rows = await database.query<{ state: string; count: number }>(
    `SELECT t.state, count(*) AS count FROM job_targets t JOIN jobs j ON j.id = t.job_id
     WHERE $1::text IS NULL OR j.job_id = $1 GROUP BY 1`,
    [jobId ?? null],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

async function createRollout({ url, localKey }: ServerProcess, version: string): Promise<string> {
  const answer = await call(`${url}/api/v1/jobs`, {
    key: localKey,
    body: {
      action: 'Update POS payment config',
      segment: 'pos-terminals',
      config_version: version,
      stages: [20, 100],
      failure_threshold_percent: 100,
      force: true,
      rollback: 'none',
    },
  });
  if (answer.status !== 201) throw new Error(`the job was refused: ${JSON.stringify(answer.body)}`);
  return (answer.body as { job_id: string }).job_id;
}

/** Whether every terminal reported within the last seconds. */
async function areAllThere({ database, devices }: RolloutLoopOptions): Promise<boolean> {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*) AS count FROM devices WHERE last_seen > now() - interval '10 seconds'`,
  );
  return (row?.count ?? 0) >= devices;
}

async function isEnded(database: Database, jobId: string): Promise<boolean> {
  const [job] = await database.query<{ status: string }>(
    'SELECT status FROM jobs WHERE job_id = $1',
    [jobId],
  );
  return ['completed', 'partial', 'failed', 'cancelled'].includes(job?.status ?? '');
}

/**
 * Rolls configurations out to a simulated fleet, kills the server with SIGKILL at a random instant of
 * each rollout, starts it again, and lets the rollout end; then holds what the database says against
 * itself and against what the terminals did.
 */
export async function runRolloutLoop(options: RolloutLoopOptions): Promise<RolloutVerdict> {
  const { cycles, devices, folder, connectionString, database } = options;
  const settings = {
    DATABASE_URL: connectionString,
    SAMPLE_DATA: 'false',
    PORT: String(await findFreePort()),
    MQTT_PORT: String(await findFreePort()),
  };
  const start = () => startServerProcess(folder, settings);
  let server = await start();
  const fleetWords = ['--devices', String(devices), '--interval', '2', '--faults', 'off'];
  const fleet = startSimulatorProcess(folder, fleetWords);
  let interruptedTargets = 0;
  try {
    for (let cycle = 1; cycle <= cycles; cycle += 1) {
      await waitFor('the fleet', () => areAllThere(options));
      const jobId = await createRollout(server, `3.${cycle}.0`);
      await pause(Math.random() * killAfterMillisecondsMax);
      const atKill = await countStates(database, jobId);
      await server.kill();
      interruptedTargets += underWay.reduce((sum, state) => sum + (atKill[state] ?? 0), 0);
      server = await start();
      await waitFor(`rollout ${jobId}`, () => isEnded(database, jobId));
      options.onCycle?.(cycle, atKill);
    }
    // The last outcomes are on their way through the outbox and the spool.
    await waitFor('the outbox', async () => {
      const [row] = await database.query<{ count: number }>('SELECT count(*) AS count FROM outbox');
      return row?.count === 0;
    });
    await waitUntilDrained(server.url, server.localKey);
  } catch (error) {
    await fleet.stop().catch(() => undefined);
    await server.stop();
    throw new Error(`${String(error)}\nserver: ${server.output()}\nfleet: ${fleet.output()}`);
  }
  const faults = await verifyRollouts(database);
  const targetsByState = await countStates(database);
  const summary = await fleet.stop();
  await server.stop();
  return { faults, fleet: summary, interruptedTargets, targetsByState };
}
