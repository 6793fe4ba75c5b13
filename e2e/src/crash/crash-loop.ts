import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../../packages/server/src/store/index.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServerProcess } from '../server-process.ts';
import { waitUntilDrained } from './drained.ts';
import { createLoad } from './load.ts';
import type { Verdict } from './verify.ts';
import { verify } from './verify.ts';

/** How the loop is run. */
export interface CrashLoopOptions {
  readonly cycles: number;
  /** Data folder of the server. */
  readonly folder: string;
  readonly connectionString: string;
  readonly database: Database;
  /** Called after each cycle. */
  readonly onCycle?: (cycle: number) => void;
}

const lifeMillisecondsMax = 600;

/** Every row is stored, so that each can be found again; nothing else is written. */
const settings = {
  THIN_CHANGE_PERCENT: '0',
  ANALYTICS_ENABLED: 'false',
  SAMPLE_DATA: 'false',
  SPOOL_REPLAY_MINUTES: '0',
};

async function live(server: ServerProcess, load: ReturnType<typeof createLoad>): Promise<void> {
  const controller = new AbortController();
  const sending = load.run(server.url, server.localKey, controller.signal);
  await Promise.race([pause(Math.random() * lifeMillisecondsMax), sending]);
  await server.kill();
  controller.abort();
  await sending;
}

/**
 * Starts the server, sends, kills it with SIGKILL at a random instant, and again; then lets it drain
 * and holds the database against what was acknowledged.
 */
export async function runCrashLoop(options: CrashLoopOptions): Promise<Verdict> {
  const load = createLoad();
  const start = () =>
    startServerProcess(options.folder, { ...settings, DATABASE_URL: options.connectionString });
  for (let cycle = 1; cycle <= options.cycles; cycle += 1) {
    await live(await start(), load);
    options.onCycle?.(cycle);
  }
  const server = await start();
  await load.finish(server.url, server.localKey);
  await waitUntilDrained(server.url, server.localKey);
  const verdict = await verify(options.database, load.batches);
  await server.stop();
  return verdict;
}
