import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHomepot } from '../homepot-command.ts';
import type { House } from '../house.ts';
import { startHouse } from '../house.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse({ ANALYTICS_ENABLED: 'false' });
}, 60_000);
afterAll(() => house.close());

const rollups = (...words: string[]) =>
  runHomepot(['rollups', ...words], { HOMEPOT_URL: house.url, HOMEPOT_KEY: house.localKey });

test('numbers that are wrong are found and counted again on the command line', async () => {
  const search = { user_id: 'ada', activity_type: 'search', search_query: 'milk' };
  await house.ask('/api/v1/ingest/user_activities', { body: { records: [search, search] } });
  const read = () =>
    house.query<{ count: number }>(
      `SELECT sum(count)::integer AS count FROM activity_searches_day WHERE search_query = 'milk'`,
    );
  await expect.poll(read, { timeout: 10_000 }).toEqual([{ count: 2 }]);
  const right = await rollups('verify');
  expect(right.stderr).toContain('every one holds');
  expect(right.code).toBe(0);

  await house.query('UPDATE activity_searches_day SET count = 7');
  const wrong = await rollups('verify', 'activity_searches', '--from', '1d');
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toMatch(/activity_searches_day .* milk 0 .*: 7, not 2/);
  expect((await rollups('rebuild', 'activity_searches')).stderr).toContain(
    '1 numbers were made right',
  );
  expect(await read()).toEqual([{ count: 2 }]);
  expect((await rollups('verify', '--json')).stdout).not.toContain('"holds":false');
}, 60_000);

test('numbers that nobody keeps are said to be none', async () => {
  const { code, stderr } = await rollups('verify', 'nothing');
  expect(code).not.toBe(0);
  expect(stderr).toContain('activity_searches');
});
