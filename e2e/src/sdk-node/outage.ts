import { setTimeout as pause } from 'node:timers/promises';
import { call } from '../call.ts';
import { findFreePort } from '../free-port.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServerProcess } from '../server-process.ts';
import type { Example } from './start-example.ts';
import { startExample } from './start-example.ts';

/** What was seen while the house was away and after. */
export interface OutageReport {
  /** Requests that the app answered, all of them with an id of their own. */
  readonly requests: number;
  /** Those among them that failed. */
  readonly failures: number;
  readonly storedRequests: number;
  /** Requests that are stored and were made; less than stored where one is there twice. */
  readonly storedIds: number;
  readonly storedErrors: number;
  readonly storedErrorIds: number;
  /** Seconds from the return of the house until everything is in the database. */
  readonly catchUpSeconds: number;
  /** How the app ended when it was asked to. */
  readonly ending: NodeJS.Signals | number | null;
}

interface Options {
  readonly folder: string;
  readonly connectionString: string;
  /** Runs a statement on the database of the house. */
  readonly query: (statement: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly outageSeconds: number;
  readonly requestsPerSecond: number;
}

interface Load {
  requests: number;
  failures: number;
  isRunning: boolean;
}

const beforeSeconds = 2;
const afterSeconds = 1;
const catchUpSecondsMax = 60;
/** One request in so many fails, and is told as an error besides. */
const failingShare = 10;

async function ask(app: Example, serial: number): Promise<boolean> {
  const isFailing = serial % failingShare === 0;
  const answer = await fetch(`${app.url}/orders/${serial}${isFailing ? '/pay' : ''}`, {
    method: isFailing ? 'POST' : 'GET',
    headers: { 'x-request-id': `load-${serial}` },
  });
  await answer.arrayBuffer();
  return answer.status >= 500;
}

/** Asks the app at a fixed rate; it answers whether the house is there or not. */
async function run(load: Load, app: Example, requestsPerSecond: number): Promise<void> {
  const start = performance.now();
  const pending = new Set<Promise<unknown>>();
  for (let serial = 1; load.isRunning; serial += 1) {
    const due = start + (serial * 1_000) / requestsPerSecond;
    await pause(Math.max(0, due - performance.now()));
    load.requests += 1;
    const asked = ask(app, serial).then((isFailed) => {
      if (isFailed) load.failures += 1;
      pending.delete(asked);
    });
    pending.add(asked);
  }
  await Promise.all(pending);
}

async function count({ query }: Options) {
  const [requests] = await query(
    `SELECT count(*)::int AS rows, count(DISTINCT request_id)::int AS ids
     FROM api_request_logs WHERE request_id LIKE 'load-%'`,
  );
  const [errors] = await query(
    `SELECT count(*)::int AS rows, count(DISTINCT request_id)::int AS ids
     FROM error_logs WHERE request_id LIKE 'load-%'`,
  );
  return {
    storedRequests: Number(requests?.rows),
    storedIds: Number(requests?.ids),
    storedErrors: Number(errors?.rows),
    storedErrorIds: Number(errors?.ids),
  };
}

/** Kills the house, leaves it dead for a while, and starts it again on the same folder and port. */
async function interrupt(
  server: ServerProcess,
  start: () => Promise<ServerProcess>,
  outageSeconds: number,
): Promise<ServerProcess> {
  await pause(beforeSeconds * 1_000);
  await server.kill();
  await pause(outageSeconds * 1_000);
  return start();
}

async function createKey(server: ServerProcess): Promise<string> {
  const answer = await call(`${server.url}/api/v1/keys`, {
    key: server.localKey,
    body: { name: 'app', scope: 'ingest' },
  });
  return (answer.body as { key: string }).key;
}

/**
 * Runs an app with the SDK under a steady load, kills the house (SIGKILL) and starts it again. The
 * app goes on all the time and is ended last.
 */
export async function runSdkOutage(options: Options): Promise<OutageReport> {
  const port = String(await findFreePort());
  const start = () =>
    startServerProcess(options.folder, {
      DATABASE_URL: options.connectionString,
      PORT: port,
      ANALYTICS_ENABLED: 'false',
      SAMPLE_DATA: 'false',
    });
  let server = await start();
  const app = await startExample('fastify', { url: server.url, key: await createKey(server) });
  const load: Load = { requests: 0, failures: 0, isRunning: true };
  const running = run(load, app, options.requestsPerSecond);
  server = await interrupt(server, start, options.outageSeconds);
  const back = performance.now();
  await pause(afterSeconds * 1_000);
  load.isRunning = false;
  await running;
  const secondsSince = () => (performance.now() - back) / 1_000;
  // Requests and errors go their own ways, and either may be the last.
  const isThere = async () => {
    const { storedIds, storedErrorIds } = await count(options);
    return storedIds >= load.requests && storedErrorIds >= load.failures;
  };
  while (!(await isThere()) && secondsSince() < catchUpSecondsMax) await pause(100);
  const catchUpSeconds = secondsSince();
  const ending = await app.stop();
  await server.stop();
  const { requests, failures } = load;
  return { requests, failures, ...(await count(options)), catchUpSeconds, ending };
}
