import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../../packages/server/src/store/index.ts';
import { call } from '../call.ts';

/** Rollouts to the whole fleet, one a minute, each after the end of the one before. */
export interface Rollouts {
  /** Starts no more, and waits for the last to end. Returns how many there were. */
  stop(): Promise<number>;
}

const everyMilliseconds = 60_000;
const endMillisecondsMax = 300_000;
const askAgainMilliseconds = 500;

/** Asks until a server takes it. An answer that was lost may have made a job: then there are two. */
async function create(url: string, key: string, version: string): Promise<string> {
  for (;;) {
    const answer = await call(`${url}/api/v1/jobs`, {
      key,
      body: {
        action: 'Update POS payment config',
        segment: 'pos-terminals',
        config_version: version,
        stages: [20, 100],
        failure_threshold_percent: 100,
        force: true,
        rollback: 'none',
      },
    }).catch(() => undefined);
    if (answer?.status === 201) return (answer.body as { job_id: string }).job_id;
    if (answer !== undefined && answer.status < 500) {
      throw new Error(`the job was refused: ${JSON.stringify(answer.body)}`);
    }
    await pause(askAgainMilliseconds);
  }
}

async function waitForEnds(database: Database): Promise<void> {
  const deadline = performance.now() + endMillisecondsMax;
  for (;;) {
    const open = await database.query<{ name: string }>(
      `SELECT job_id AS name FROM jobs WHERE status NOT IN ('completed', 'partial', 'failed', 'cancelled')`,
    );
    if (open.length === 0) return;
    if (performance.now() > deadline)
      throw new Error(`rollouts do not end: ${open.map(({ name }) => name).join(' ')}`);
    await pause(askAgainMilliseconds);
  }
}

async function waitForFleet(database: Database, devices: number): Promise<void> {
  for (;;) {
    const [row] = await database.query<{ count: number }>(
      `SELECT count(*) AS count FROM devices WHERE last_seen > now() - interval '10 seconds'`,
    );
    if ((row?.count ?? 0) >= devices) return;
    await pause(askAgainMilliseconds);
  }
}

/** Begins with the first as soon as so many devices report. */
export function rollOut(
  house: { readonly url: string; readonly key: string },
  database: Database,
  devices: number,
): Rollouts {
  const stopping = new AbortController();
  const run = async () => {
    let count = 0;
    await waitForFleet(database, devices);
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      count += 1;
      await create(house.url, house.key, `4.${count}.0`);
      await waitForEnds(database);
      const rest = everyMilliseconds - (performance.now() - startedAt);
      await pause(Math.max(0, rest), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    return count;
  };
  const running = run();
  running.catch(() => undefined);
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}
