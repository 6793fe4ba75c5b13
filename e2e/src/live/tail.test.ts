import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../packages/server/test/test-database.ts';
import { createTestDatabase } from '../../../packages/server/test/test-database.ts';
import { call } from '../call.ts';
import { startHomepot } from '../homepot-command.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServerProcess } from '../server-process.ts';

let scratch: TestDatabase;
let folder: string;
let server: ServerProcess;
let key: string;

const startServer = (port: string) =>
  startServerProcess(folder, {
    PORT: port,
    DATABASE_URL: scratch.connectionString,
    MQTT_ENABLED: 'false',
    SAMPLE_DATA: 'false',
  });

beforeAll(async () => {
  scratch = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'homepot-tail-'));
  server = await startServer('0');
  const body = { name: 'tail', scope: 'admin' };
  const answer = await call(`${server.url}/api/v1/keys`, { key: server.localKey, body });
  key = (answer.body as { key: string }).key;
}, 60_000);
afterAll(async () => {
  await server.stop();
  await scratch.drop();
  await rm(folder, { recursive: true, force: true });
});

/** `homepot tail` while it runs: the values that it printed, and what it said. */
function startTail(words: readonly string[]) {
  const child = startHomepot(['tail', ...words, '--ndjson'], {
    HOMEPOT_URL: server.url,
    HOMEPOT_KEY: key,
  });
  let printed = '';
  let said = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    values: (): readonly number[] =>
      printed
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line).metric_value),
    said: () => said,
    async stop() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

async function send(values: readonly number[]): Promise<void> {
  const records = values.map((metric_value) => ({ metric_name: 'queue', metric_value }));
  const answer = await call(`${server.url}/api/v1/ingest/performance_metrics`, {
    key,
    body: records,
  });
  expect(answer.status).toBe(200);
}

async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 150 && !isSo(); i += 1) await pause(100);
}

test('tail shows the last rows and then each new one once, also over a restart of the server', async () => {
  await send([1, 2, 3]);
  await pause(1_500);
  const tail = startTail(['performance-metrics', '--lines', '2']);
  await until(() => tail.values().length >= 2);
  expect(tail.values()).toHaveLength(2);
  await send([4, 5]);
  await until(() => tail.values().length >= 4);
  expect(tail.values().slice(2).toSorted()).toEqual([4, 5]);
  const { port } = new URL(server.url);
  await server.stop();
  await until(() => tail.said().includes('Still trying'));
  server = await startServer(port);
  await send([6]);
  await until(() => tail.values().length >= 5);
  await send([7]);
  await until(() => tail.values().length >= 6);
  expect(tail.values().slice(4)).toEqual([6, 7]);
  expect(await tail.stop()).toBe(0);
}, 60_000);
