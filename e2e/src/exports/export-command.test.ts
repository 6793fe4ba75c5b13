import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHomepot } from '../homepot-command.ts';
import type { House } from '../house.ts';
import { startHouse } from '../house.ts';

let house: House;
let folder: string;
beforeAll(async () => {
  house = await startHouse();
  folder = await mkdtemp(join(tmpdir(), 'homepot-export-command-'));
  await house.query(
    `INSERT INTO tool_usage_logs ("timestamp", received_at, provenance, bcp_name, tool_name, operation,
       user_id, start_time, success, outcome)
     SELECT at, at, 'real', 'pack', 'search', 'run', 'ada-' || i % 7, at, true, 'ok'
     FROM generate_series(1, 40) AS i, LATERAL (SELECT now() - make_interval(mins => 1)) AS t (at)`,
  );
});
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

const homepot = (...words: string[]) =>
  runHomepot(words, { HOMEPOT_URL: house.url, HOMEPOT_KEY: house.localKey });

test('the short way makes an export, waits for it and brings every file, each as it was written', async () => {
  const words = [
    'export',
    '--tables',
    'tool_usage_logs',
    '--from',
    '1d',
    '--out',
    folder,
    '--json',
  ];
  const made = await homepot(...words);
  expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('40 rows, 0 left out')]);
  const { export_id: id, files } = JSON.parse(made.stdout);
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  expect(names).toHaveLength(files);
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  expect(manifest.export_id).toBe(id);
  for (const { name, sha256 } of manifest.files) {
    const bytes = await readFile(join(folder, name));
    expect([name, createHash('sha256').update(bytes).digest('hex')]).toEqual([name, sha256]);
  }
  // A file that is cut off is brought again.
  const card = join(folder, 'README.md');
  const whole = await readFile(card);
  await truncate(card, 100);
  expect((await homepot('export', 'download', id, '--out', folder)).code).toBe(0);
  expect(await readFile(card)).toEqual(whole);
  // Another data set is not mixed into the folder, and not made before that is found.
  const other = await homepot(...words);
  expect([other.code, other.stderr]).toEqual([1, expect.stringContaining(`holds ${id}`)]);
  expect((await homepot('export', 'list', '--ndjson')).stdout.trim().split('\n')).toHaveLength(1);
  expect(await readFile(card)).toEqual(whole);
});

test('why a data set is empty, or has no features, is said', async () => {
  const words = ['export', '--tables', 'health_checks', '--from', '1d', '--features', '--json'];
  const made = await homepot(...words, '--out', join(folder, 'empty'));
  expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('--provenance simulated')]);
  expect(made.stderr).toContain('No features: no hour');
});

test('exports are listed, shown and removed; what is wrong is told', async () => {
  const list = await homepot('export', 'list', '--ndjson');
  const [line = ''] = list.stdout.split('\n');
  const { export_id: id } = JSON.parse(line);
  expect((await homepot('export', 'show', id)).stdout).toContain('completed');
  const preview = await homepot('export', 'preview', '--tables', 'tool_usage_logs', '--from', '1d');
  expect(preview.stdout).toMatch(/row 1\ncolumn +before +after\n/);
  expect(preview.stdout).toMatch(/user_id +ada-\d +[\w-]{10,}\n/);
  expect(await homepot('export', 'remove', id)).toMatchObject({ code: 0 });
  expect((await homepot('export', 'download', id, '--out', folder)).code).not.toBe(0);
  const without = await homepot('export', '--tables', 'tool_usage_logs', '--from', '1d');
  expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('--out')]);
  const wrong = await homepot('export', 'create', '--tables', 'users', '--from', '1d');
  expect(wrong.stderr).toContain('body.tables[0]');
});
