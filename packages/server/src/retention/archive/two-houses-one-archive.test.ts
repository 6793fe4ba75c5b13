import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deviceMetrics } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HomepotError } from '../../kernel/index.ts';
import type { ArchiveGround } from './test/archive-ground.ts';
import { openArchiveGround } from './test/archive-ground.ts';
import { rowsOfTable } from './test/random-table-rows.ts';

const table = 'device_metrics';
let house: ArchiveGround;
let trial: ArchiveGround;

beforeAll(async () => {
  [house, trial] = await Promise.all([openArchiveGround(), openArchiveGround()]);
  for (const [ground, seed] of [[house, 1] as const, [trial, 2] as const]) {
    await ground.store(table, fc.sample(rowsOfTable(deviceMetrics), { numRuns: 20, seed }));
  }
});
afterAll(async () => {
  await house.remove();
  await trial.remove();
});

test('a house that was restored for a trial, and writes to the same place, takes no file of the other', async () => {
  const part = await house.archive.write(house.dayOf(table));
  const written = await readFile(join(house.folder, part.file));
  const other = await trial.archiveIn(house.storage).write(trial.dayOf(table));
  expect(other.id).toBe(part.id);
  expect(other.file).not.toBe(part.file);
  expect(part.file).toMatch(
    /^device_metrics\/device_metrics_2026_10_05\.\d+-[0-9a-f]{12}\.parquet$/,
  );
  expect(Buffer.compare(await readFile(join(house.folder, part.file)), written)).toBe(0);
  expect((await house.archive.verify(part.id)).state).toBe('verified');
  expect(await readdir(join(house.folder, table))).toHaveLength(4);
});

test('a part whose file was named before names had something of chance in them is read as ever', async () => {
  const part = await trial.archive.write(trial.dayOf(table));
  const old = part.file.replace(/-[0-9a-f]+/, '');
  await trial.storage.write(old, trial.storage.read(part.file));
  await trial.database.query('UPDATE archive_parts SET object_key = $2 WHERE id = $1', [
    part.id,
    old,
  ]);
  await trial.storage.remove(part.file);
  expect(await trial.archive.verify(part.id)).toMatchObject({ state: 'verified', file: old });
});

test('a name that is taken all the same fails, and the file that has it is not removed', async () => {
  const removed: string[] = [];
  const archive = trial.archiveIn({
    ...trial.storage,
    write: (key) => Promise.reject(new HomepotError('conflict', { message: `${key} is there` })),
    async remove(key) {
      removed.push(key);
    },
  });
  const day = { ...trial.dayOf(table), partition: `${table}_2026_10_05`, fromMs: 1 };
  await expect(archive.write(day)).rejects.toMatchObject({ code: 'conflict' });
  expect(removed).toEqual([]);
});
