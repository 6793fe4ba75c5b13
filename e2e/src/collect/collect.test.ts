import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../../packages/server/test/test-database.ts';
import { findHalfWritten, findProcesses } from './leftovers.ts';
import { makeFolder, startCollect } from './start-collect.ts';

interface Summary {
  readonly reason: string;
  readonly rows: Readonly<Record<string, number>>;
  readonly errors: readonly string[];
  readonly programs: readonly { name: string; state: string; restarts: number }[];
}

let scratch: Awaited<ReturnType<typeof createTestDatabase>>;
let place: Awaited<ReturnType<typeof makeFolder>>;
beforeAll(async () => {
  scratch = await createTestDatabase();
  place = await makeFolder();
});
afterAll(async () => {
  await scratch.drop();
  await place.remove();
});

const collect = (...words: string[]) =>
  startCollect(place.folder, words, { DATABASE_URL: scratch.connectionString });

test('a span of collecting fills the tables, says what came, and leaves nothing running', async () => {
  const collecting = collect('--duration', '20s', '--devices', '4', '--rate', '60', '--json');
  const [code] = await collecting.ended;
  expect([code, collecting.stderr()]).toEqual([0, expect.stringContaining('traffic   | sent')]);
  const summary = JSON.parse(collecting.stdout()) as Summary;
  expect(summary).toMatchObject({ reason: 'time is up', errors: [], rejected: 0 });
  for (const table of [
    'api_request_logs',
    'user_activities',
    'device_state_history',
    'device_metrics',
    'health_checks',
    'job_outcomes',
    'error_logs',
    'tool_usage_logs',
  ]) {
    expect([table, (summary.rows[table] ?? 0) > 0]).toEqual([table, true]);
  }
  expect(JSON.parse(await readFile(join(place.folder, 'logs/collect.json'), 'utf8'))).toEqual(
    summary,
  );
  expect(await findProcesses(place.folder)).toEqual([]);
  expect(await findHalfWritten(place.folder)).toEqual([]);
}, 60_000);

test('a server that is killed comes back; a second collection is refused meanwhile', async () => {
  const collecting = collect('--devices', '2');
  await collecting.said('People use');
  const pid = Number.parseInt(await readFile(join(place.folder, 'server.pid'), 'utf8'), 10);
  process.kill(pid, 'SIGKILL');
  await collecting.said('server ended with 137; it is started again');
  const second = collect('--devices', '2');
  expect((await second.ended)[0]).toBe(1);
  expect(second.stderr()).toContain('A collection runs already');
  await expect
    .poll(() => collecting.stderr().split('is ready at').length - 1, { timeout: 20_000 })
    .toBe(2);
  collecting.tell('SIGINT');
  expect(await collecting.ended).toEqual([0, null]);
  expect(collecting.stdout()).toContain('restarts server 1');
  expect(await findProcesses(place.folder)).toEqual([]);
}, 60_000);

test('a folder where no server would work is said before anything is started', async () => {
  const bad = startCollect(place.folder, [], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x' });
  const [code] = await bad.ended;
  expect(code).toBe(1);
  expect(bad.stderr()).toContain('database: ');
  expect(bad.stderr()).toContain('nothing was started');
}, 30_000);
