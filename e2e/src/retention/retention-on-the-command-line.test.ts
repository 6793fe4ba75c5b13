import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHomepot } from '../homepot-command.ts';
import type { House } from '../house.ts';
import { startHouse } from '../house.ts';

const dayMs = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * dayMs).toISOString();

let house: House;
beforeAll(async () => {
  house = await startHouse({ ANALYTICS_ENABLED: 'false', SAMPLE_DATA: 'false' });
}, 60_000);
afterAll(() => house.close());

const retention = (...words: string[]) =>
  runHomepot(['retention', ...words], { HOMEPOT_URL: house.url, HOMEPOT_KEY: house.localKey });

test('what is old is planned, held, let go, archived and removed on the command line', async () => {
  const records = [1, 12].map((days) => ({
    device_id: 'a',
    cpu_percent: days,
    timestamp: ago(days),
  }));
  await house.ask('/api/v1/ingest/device_metrics', { body: { records } });
  const count = async () => {
    const [row] = await house.query<{ n: number }>('SELECT count(*)::int AS n FROM device_metrics');
    return row?.n;
  };
  await expect.poll(count, { timeout: 10_000 }).toBe(2);
  expect((await retention('plan')).stderr).toContain('Nothing is older');

  const set = await retention('policies', 'set', 'device_metrics', '--days', '7', '--json');
  expect(JSON.parse(set.stdout)).toMatchObject({ retention_days: 7, is_default: false });
  const plan = await retention('plan', '--parts', '--json');
  expect(JSON.parse(plan.stdout)).toMatchObject([{ table: 'device_metrics', stays: null }]);
  const whole = JSON.parse((await retention('plan', '--json')).stdout);
  expect(whole).toMatchObject([{ keeps: 7, bytes: expect.any(Number), archive: true }]);
  expect((await retention('plan')).stdout).toMatch(/^device_metrics +7 days .* yes/m);
  const policies = await retention('policies');
  expect(policies.stdout).toMatch(/^device_metrics +7 days +archived +\S/m);
  expect(policies.stdout).toMatch(/^health_checks +90 days +archived +default$/m);

  const reason = ['--reason', 'a claim', '--json'];
  const hold = JSON.parse((await retention('hold', 'add', 'device_metrics', ...reason)).stdout);
  expect((await retention('hold')).stdout).toContain('a claim');
  const idle = await retention('run');
  expect(idle.stderr).toContain('device_metrics: left alone');
  expect(await count()).toBe(2);
  await retention('hold', 'release', String(hold.id));

  const run = await retention('run');
  expect([run.code, run.stdout]).toEqual([0, expect.stringContaining('1 partitions and 1 rows')]);
  expect(await count()).toBe(1);
  expect((await retention('history', '--json')).stdout).toContain('"state":"done"');
  const reset = await retention('policies', 'reset', 'device_metrics', '--json');
  expect(JSON.parse(reset.stdout)).toMatchObject({ retention_days: 90, is_default: true });
}, 120_000);

test('what cannot be is said with its reason', async () => {
  const short = await retention('policies', 'set', 'api_totals_minute', '--days', '3');
  expect([short.code === 0, short.stderr]).toEqual([
    false,
    expect.stringContaining('8 days at least'),
  ]);
  const none = await retention('policies', 'set', 'sites', '--days', '3');
  expect(none.stderr).toContain('No policy is about sites');
  const plan = await retention('plan', 'device_metrix');
  expect([plan.code, plan.stderr]).toEqual([3, expect.stringContaining('mean device_metrics?')]);
  expect((await retention('history', '99')).stderr).toContain('There is no run 99');
  const environment = { HOMEPOT_URL: house.url, HOMEPOT_KEY: house.localKey };
  const words = ['archive', 'restore', 'device_metrix', '--start-date', '2026-01-01'];
  const restore = await runHomepot(words, environment);
  expect(restore.stderr).toContain('mean device_metrics?');
}, 60_000);
