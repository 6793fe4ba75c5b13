import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHomepot } from '../homepot-command.ts';
import type { House } from '../house.ts';
import { startHouse } from '../house.ts';

let house: House;
let folder = '';
beforeAll(async () => {
  house = await startHouse({ ANALYTICS_ENABLED: 'false' });
  folder = await mkdtemp(join(tmpdir(), 'homepot-rules-'));
}, 60_000);
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

const homepot = (...words: string[]) =>
  runHomepot(words, { HOMEPOT_URL: house.url, HOMEPOT_KEY: house.localKey });

test('a rule in a file is tried, made, switched off and on, and removed', async () => {
  const file = join(folder, 'slow.json');
  const rule = { name: 'Slow payments', measure: 'api_response_time_p95', threshold: 2_000 };
  await writeFile(file, JSON.stringify({ ...rule, comparator: 'above', severity: 'critical' }));
  const tried = await homepot('alerts', 'preview', file);
  expect(tried.stderr).toContain('0 times for 0 subjects');

  const made = await homepot('alerts', 'create', file, '--json');
  expect(made.code, made.stderr).toBe(0);
  const { id, sentence } = JSON.parse(made.stdout) as { id: number; sentence: string };
  expect(sentence).toContain('above 2,000 ms');
  const isEnabled = async (): Promise<boolean | undefined> => {
    const { stdout } = await homepot('alerts', 'rules', '--json');
    const rules = JSON.parse(stdout) as { id: number; enabled: boolean }[];
    return rules.find((each) => each.id === id)?.enabled;
  };
  expect((await homepot('alerts', 'disable', String(id))).stderr).toContain('switched off');
  expect(await isEnabled()).toBe(false);
  await homepot('alerts', 'enable', String(id));
  expect(await isEnabled()).toBe(true);
  await homepot('alerts', 'remove', String(id));
  expect(await isEnabled()).toBeUndefined();
}, 60_000);

test('what is missing is named as it is called on the command line', async () => {
  const cases = [
    [['alerts', 'preview', 'nowhere.json'], 'There is no file nowhere.json'],
    [['notifiers', 'create', '--name', 'a', '--kind', 'webhook'], '--endpoint'],
    [['notifiers', 'create', '--name', 'a', '--kind', 'email'], '--to'],
  ] as const;
  for (const [words, message] of cases) {
    const { code, stderr } = await homepot(...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  }
}, 30_000);

test('a key that may not is told what it is, and which one may', async () => {
  const settings = { HOMEPOT_URL: house.url, HOMEPOT_KEY: await house.createKey('ingest') };
  const { code, stderr } = await runHomepot(['errors', 'list'], settings);
  expect(code).toBe(4);
  expect(stderr).toContain('A key of scope ingest may not do that');
  expect(stderr).toContain('a key of scope read');
}, 30_000);
