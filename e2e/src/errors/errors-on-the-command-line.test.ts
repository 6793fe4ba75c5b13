import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHomepot } from '../homepot-command.ts';
import type { House } from '../house.ts';
import { startHouse } from '../house.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse({ ANALYTICS_ENABLED: 'false' });
}, 60_000);
afterAll(() => house.close());

async function homepot(...words: string[]): Promise<string> {
  const settings = { HOMEPOT_URL: house.url, HOMEPOT_KEY: house.localKey };
  const { code, stdout, stderr } = await runHomepot(['errors', ...words], settings);
  expect(code, stderr).toBe(0);
  return stdout;
}

interface ListedGroup {
  readonly fingerprint: string;
  readonly title: string;
  readonly count: number;
}

async function list(...words: string[]): Promise<readonly ListedGroup[]> {
  const lines = (await homepot('list', '--ndjson', ...words)).trim();
  return lines === '' ? [] : lines.split('\n').map((line) => JSON.parse(line) as ListedGroup);
}

test('an error is found, looked at, dealt with and merged on the command line', async () => {
  const error = (error_message: string) => ({
    category: 'api',
    severity: 'error',
    error_message,
    stack_trace: `TypeError: x\n    at pay (/app/src/pay.js:1:1)`,
    device_id: 'pos-1',
  });
  const records = [error('Till 7 is shut'), error('Till 8 is shut'), error('No change left')];
  await house.ask('/api/v1/ingest/error_logs', { body: { records } });
  await expect.poll(() => list(), { timeout: 10_000 }).toHaveLength(2);
  expect(await homepot('list')).toMatch(
    /fingerprint +status +severity +count.*\n.*Till 7 is shut/s,
  );

  const [till] = await list('--search', 'shut');
  const [change] = await list('--search', 'change');
  expect(till).toMatchObject({ title: 'TypeError: Till 7 is shut', count: 2 });
  const shown = await homepot('show', till?.fingerprint.slice(0, 12) ?? '');
  expect(shown).toContain('Till <n> is shut');
  expect(shown).toContain('pay (src/pay.js)');
  expect(shown).toContain('2 errors on 1 devices');

  const [one = '', other = ''] = [till?.fingerprint, change?.fingerprint];
  await homepot('merge', one, other);
  expect(await list()).toMatchObject([{ fingerprint: one, count: 3, merged: 1 }]);
  await homepot('unmerge', other);
  expect(await homepot('resolve', one, '--notes', 'new till')).toContain('resolved');
  await homepot('ignore', other, '--until', '7d');
  expect(await list()).toEqual([]);
  expect(await list('--status', 'resolved,ignored')).toHaveLength(2);
  await homepot('reopen', one);
  expect(await list('--sort', 'count')).toMatchObject([{ fingerprint: one, notes: 'new till' }]);
}, 60_000);

test('what is wrong is said in words', async () => {
  const settings = { HOMEPOT_URL: house.url, HOMEPOT_KEY: house.localKey };
  const unknown = await runHomepot(['errors', 'show', 'nothing'], settings);
  expect(unknown.code).not.toBe(0);
  expect(unknown.stderr).toContain('no such group of errors');
  const until = await runHomepot(['errors', 'ignore', 'x', '--until', 'soon'], settings);
  expect(until.stderr).toContain('is not a time');
}, 30_000);
