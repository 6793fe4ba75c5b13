import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createGatedDisk } from './test/faulty-disk.ts';
import { createScratchFolder, createScratchSpool, readIds } from './test/scratch-spool.ts';
import { createTestBatch, createTestBatches } from './test/test-batches.ts';

/** A disk that has no room for a new segment while `isFull` says so. */
function createFullDisk() {
  const state = { isFull: async (): Promise<boolean> => false };
  const disk = createGatedDisk(async (operation, path) => {
    if (operation !== 'write' || !path.endsWith('.new') || !(await state.isFull())) return;
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  });
  return { state, disk };
}

test('a start on a full disk uses the reserve, shows what is held, and goes on', async () => {
  const { state, disk } = createFullDisk();
  const folder = await createScratchFolder();
  const before = createScratchSpool(folder, {}, disk);
  await before.start();
  await Promise.all(createTestBatches(1, 5, 500).map(before.append));
  await before.stop();
  expect(await readdir(folder)).toContain('reserve');

  state.isFull = async () => (await readdir(folder)).includes('reserve');
  const spool = createScratchSpool(folder, {}, disk);
  expect(await spool.start()).toMatchObject({ entries: 5, damagedBytes: 0, lastSequence: 5 });
  state.isFull = async () => false;
  expect(await readIds(spool)).toHaveLength(5);
  await spool.append(createTestBatch(6));
  await spool.stop();

  const after = createScratchSpool(folder, {}, disk);
  expect(await after.start()).toMatchObject({ entries: 6, damagedBytes: 0 });
  expect(await readdir(folder)).toContain('reserve');
  await after.stop();
});
