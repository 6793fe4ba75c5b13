import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { deviceMetrics } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HomepotError } from '../../kernel/index.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import type { ArchiveGround } from './test/archive-ground.ts';
import { openArchiveGround } from './test/archive-ground.ts';
import { rowsOfTable } from './test/random-table-rows.ts';

const table = 'device_metrics';
const hold = async () => undefined;
let ground: ArchiveGround;
/** Writes, and removes nothing. */
let stuck: ObjectStorage;

beforeAll(async () => {
  ground = await openArchiveGround();
  await ground.store(table, fc.sample(rowsOfTable(deviceMetrics), { numRuns: 20, seed: 3 }));
  stuck = {
    ...ground.storage,
    remove: () => Promise.reject(new HomepotError('storage_unavailable')),
  };
});
afterAll(() => ground.remove());

const files = async () => (await readdir(join(ground.folder, table))).length;
const states = async () =>
  (
    await ground.database.query<{ state: string }>('SELECT state FROM archive_parts ORDER BY id')
  ).map(({ state }) => state);
const clean = () => ground.database.query('TRUNCATE archive_parts');

/** Says that a part of retention names the file of this part. */
const name = (id: number, state: string) =>
  ground.database.query(
    `INSERT INTO retention_parts (table_name, partition_name, from_at, until_at, state, is_lot, archive,
       closed, archive_part_id, run_id, planned_at, state_since)
     VALUES ('device_metrics', 'x', now(), now(), $2, false, true, true, $1, 1, now(), now())`,
    [id, state],
  );

test('a file that could not be removed when its rows were written again goes with a later run', async () => {
  const archive = ground.archiveIn(stuck);
  const day = ground.dayOf(table);
  await archive.write(day);
  const second = await archive.write(day);
  await archive.verify(second.id);
  await name(second.id, 'verified');
  expect(await files()).toBe(4);
  await archive.giveUpLeft(hold);
  expect(await states()).toEqual(['writing', 'verified']);
  await ground.archive.giveUpLeft(hold);
  expect(await states()).toEqual(['abandoned', 'verified']);
  expect(await files()).toBe(2);
  expect((await ground.archive.verify(second.id)).state).toBe('verified');
});

test('a part that nothing on its way names any more goes, and what a restored backup gave up stays', async () => {
  await ground.database.query(`UPDATE retention_parts SET state = 'released'`);
  await ground.database.query(
    `UPDATE archive_parts SET state = 'abandoned' WHERE state = 'verified'`,
  );
  const { id } = await ground.archive.write({ ...ground.dayOf(table), fromMs: 1 });
  await name(id, 'released');
  await ground.archive.giveUpLeft(hold);
  expect(await states()).toEqual(['abandoned', 'abandoned', 'abandoned']);
  expect(await files()).toBe(2);
});

test('a part that failed, and whose file could not be removed, goes with a later run', async () => {
  await clean();
  const before = await files();
  const archive = ground.archiveIn({
    ...stuck,
    async write(key, source, options) {
      await ground.storage.write(key, source, options);
      throw new HomepotError('storage_unavailable', { message: 'the answer was lost' });
    },
  });
  await expect(archive.write(ground.dayOf(table))).rejects.toThrow('the answer was lost');
  expect(await states()).toEqual(['writing']);
  expect(await files()).toBe(before + 1);
  await ground.archive.giveUpLeft(hold);
  expect(await states()).toEqual(['abandoned']);
  expect(await files()).toBe(before);
});

test('nothing is given up where another server archives by now', async () => {
  await clean();
  await ground.archive.write(ground.dayOf(table));
  const before = await files();
  const gone = ground.archive.giveUpLeft(async () => {
    throw new Error('another server archives');
  });
  await expect(gone).rejects.toThrow('another server archives');
  expect(await states()).toEqual(['written']);
  expect(await files()).toBe(before);
});
