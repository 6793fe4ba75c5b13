import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { environment } from '../environment.ts';
import { findFreePort } from '../free-port.ts';
import type { Started } from '../process.ts';
import { startProgram } from '../process.ts';
import { openDeafFollowers } from './deaf-followers.ts';

/** What was measured of one server. */
export interface LiveMeasurement {
  readonly followers: number;
  readonly seconds: number;
  /** Memory of the server process in MiB: before the followers came, and at most. */
  readonly beforeMiB: number;
  readonly mostMiB: number;
  /** Milliseconds until a batch of 20 rows was acknowledged: without the followers, and with them. */
  readonly aloneMs: readonly number[];
  readonly besideMs: readonly number[];
  /** How many had no room at most, and how many were cut off. */
  readonly mostBehind: number;
  readonly cutOff: number;
}

const entry = fileURLToPath(import.meta.resolve('@homepot/server/package.json')).replace(
  'package.json',
  'src/main/homepot-server.ts',
);

const long = (i: number): string => `${i} `.padEnd(3_000, 'why it did not work ');
const rowsOf: Readonly<Record<string, (i: number) => object>> = {
  error_logs: (i) => ({ category: 'api', severity: 'error', error_message: long(i) }),
  user_activities: (i) => ({ user_id: 'u', activity_type: 'search', search_query: long(i) }),
  tool_usage_logs: (i) => ({
    bcp_name: 'p',
    tool_name: 't',
    operation: 'o',
    start_time: new Date().toISOString(),
    success: false,
    outcome: 'tool_error',
    error_message: long(i),
  }),
};
const tables = Object.keys(rowsOf);

interface Target {
  readonly url: URL;
  readonly localKey: string;
  readonly started: Started;
}

async function call({ url, localKey }: Target, path: string, body?: unknown): Promise<string> {
  const answer = await fetch(new URL(path, url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${localKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

async function readMemoryMiB({ started }: Target): Promise<number> {
  const status = await readFile(`/proc/${started.child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
}

async function readFigure(target: Target, name: string): Promise<number> {
  const line = (await call(target, '/metrics')).split('\n').find((text) => text.startsWith(name));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** Sends to every table for so long; milliseconds that each batch took. */
async function sendFor(target: Target, seconds: number, look: () => Promise<void>) {
  const times: number[] = [];
  const endMs = performance.now() + seconds * 1_000;
  for (let i = 0; performance.now() < endMs; i += 1) {
    for (const table of tables) {
      const startMs = performance.now();
      const rows = Array.from({ length: 20 }, (_, n) => rowsOf[table]?.(i * 20 + n));
      await call(target, `/api/v1/ingest/${table}`, rows);
      times.push(performance.now() - startMs);
    }
    await look();
    await pause(500);
  }
  return times;
}

async function startServer(folder: string): Promise<Target> {
  const port = await findFreePort();
  const url = new URL(`http://127.0.0.1:${port}`);
  const program = [entry, 'serve'];
  const settings = {
    ...environment,
    DATA_DIR: folder,
    PORT: String(port),
    MQTT_ENABLED: 'false',
    LOG_LEVEL: 'warn',
    SAMPLE_DATA: 'false',
  };
  const started = await startProgram(process.execPath, program, `${url}health/ready`, settings);
  const localKey = (await readFile(join(folder, 'run/local.key'), 'utf8')).trim();
  return { url, localKey, started };
}

async function createKeys(target: Target, count: number): Promise<readonly string[]> {
  const keys: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const answer = await call(target, '/api/v1/keys', { name: `wall ${i}`, scope: 'admin' });
    keys.push((JSON.parse(answer) as { key: string }).key);
  }
  return keys;
}

/** Lets followers that never read follow a server that is sent to, until it has cut them off. */
export async function runLiveBench(folder: string, seconds: number): Promise<LiveMeasurement> {
  const target = await startServer(folder);
  let mostMiB = 0;
  let mostBehind = 0;
  const look = async (): Promise<void> => {
    mostMiB = Math.max(mostMiB, await readMemoryMiB(target));
    mostBehind = Math.max(mostBehind, await readFigure(target, 'homepot_live_followers_behind '));
  };
  try {
    const aloneMs = await sendFor(target, 20, async () => undefined);
    const beforeMiB = await readMemoryMiB(target);
    const keys = await createKeys(target, 5);
    const endDeaf = openDeafFollowers(target.url, keys, tables);
    const besideMs = await sendFor(target, seconds, look);
    const cutOff = await readFigure(target, 'homepot_live_stalled_total ');
    endDeaf();
    const followers = keys.length * 100;
    return { followers, seconds, beforeMiB, mostMiB, aloneMs, besideMs, mostBehind, cutOff };
  } finally {
    await target.started.stop();
  }
}
