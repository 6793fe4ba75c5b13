import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHomepot, startHomepot } from '../homepot-command.ts';
import type { House } from '../house.ts';
import { startHouse } from '../house.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse({ MQTT_PORT: '0' });
});
afterAll(() => house.close());

type Rows = readonly Readonly<Record<string, unknown>>[];

async function rowsOf(listPath: string, query = ''): Promise<Rows> {
  const answer = await house.ask(`/api/v1/analytics/${listPath}?limit=1000${query}`);
  return (answer.body as { data: Rows }).data;
}

const settings = () => ({ DATA_DIR: house.folder, PORT: '' });

async function playUntil(rows: number): Promise<Readonly<Record<string, number>>> {
  const words = ['traffic', '--rate', '200', '--seed', '7', '--json'];
  const traffic = startHomepot(words, settings());
  const said = text(traffic.stdout);
  await expect
    .poll(async () => (await rowsOf('user-activities')).length, { timeout: 20_000 })
    .toBeGreaterThan(rows);
  await expect
    .poll(async () => (await rowsOf('jobs')).length, { timeout: 20_000 })
    .toBeGreaterThan(0);
  const ended = once(traffic, 'exit');
  const toldAtMs = performance.now();
  traffic.kill('SIGTERM');
  const [code] = (await ended) as [number];
  expect([code, performance.now() - toldAtMs < 2_000]).toEqual([0, true]);
  return JSON.parse(await said) as Readonly<Record<string, number>>;
}

test('people, jobs, errors and tools come by the door, all marked as simulated, none lost', async () => {
  const summary = await playUntil(100);
  expect(summary).toMatchObject({ rejected: 0, dropped: 0, waiting: 0 });
  const accepted = summary.accepted as unknown as Readonly<Record<string, number>>;
  const lists = {
    user_activities: 'user-activities',
    job_outcomes: 'jobs',
    error_logs: 'errors',
    tool_usage_logs: 'tool-usage',
  };
  for (const [table, list] of Object.entries(lists)) {
    await expect
      .poll(async () => (await rowsOf(list, '&provenance=simulated')).length)
      .toBeGreaterThanOrEqual(Math.min(1_000, accepted[table] ?? 0));
    // The house itself tells how the jobs ended that were really ordered.
    const real = table === 'job_outcomes' ? [] : await rowsOf(list, '&provenance=real');
    expect([table, real.length]).toEqual([table, 0]);
  }
}, 60_000);

test('the sessions of people hold together: one person each, in one order, with real questions', async () => {
  const activities = await rowsOf('user-activities', '&order=asc');
  const people = new Map<unknown, Set<unknown>>();
  const firsts = new Map<unknown, unknown>();
  for (const { session_id, user_id, activity_type } of activities) {
    people.set(session_id, (people.get(session_id) ?? new Set()).add(user_id));
    if (!firsts.has(session_id)) firsts.set(session_id, activity_type);
  }
  expect(people.size).toBeGreaterThan(3);
  expect([...people.values()].every((users) => users.size === 1)).toBe(true);
  expect(new Set(firsts.values())).toEqual(new Set(['page_view']));
  const asked = await rowsOf('requests', '&user_id=sim-ada');
  expect(asked.length).toBeGreaterThan(0);
});

test('the keys are taken back, and the people have no other way in', async () => {
  const { data } = (await house.ask('/api/v1/keys')).body as { data: Rows };
  const made = data.filter(({ name }) => String(name).startsWith('simulated traffic'));
  expect(made.map(({ provenance }) => provenance)).toEqual(['simulated', 'simulated']);
  expect(made.every(({ revoked_at }) => revoked_at !== null)).toBe(true);
  const users = (await house.ask('/api/v1/users')).body as { data: Rows };
  const played = users.data.filter(({ username }) => String(username).startsWith('sim-'));
  expect(played.map(({ is_admin }) => is_admin)).toEqual([false, false, false, false]);
});

test('only simulated devices are touched', async () => {
  await house.ask('/api/v1/devices', {
    body: { device_id: 'till-of-a-real-shop', site_id: 'sim-north' },
  });
  const { data } = (await house.ask('/api/v1/devices')).body as { data: Rows };
  expect(data.filter(({ provenance }) => provenance === 'simulated')).toHaveLength(8);
  const outcomesBefore = (await rowsOf('jobs')).length;
  await playUntil((await rowsOf('user-activities')).length);
  await expect
    .poll(async () => (await rowsOf('jobs')).length, { timeout: 10_000 })
    .toBeGreaterThanOrEqual(outcomesBefore);
  for (const list of ['jobs', 'errors']) {
    const rows = await rowsOf(list, '&device_id=till-of-a-real-shop');
    expect(rows).toEqual([]);
  }
  const jobs = (await house.ask('/api/v1/jobs?limit=100')).body as { data: Rows };
  for (const { job_id } of jobs.data) {
    const targets = (await house.ask(`/api/v1/jobs/${job_id}/targets`)).body as { data: Rows };
    expect(targets.data.map(({ device_id }) => device_id)).not.toContain('till-of-a-real-shop');
  }
}, 60_000);

test('who may not administer is told so', async () => {
  const key = await house.createKey('ingest');
  const words = ['traffic', '--url', house.url, '--key', key];
  const { code, stderr } = await runHomepot(words, settings());
  expect([code, stderr]).toEqual([4, expect.stringContaining('HOMEPOT_KEY')]);
}, 30_000);
