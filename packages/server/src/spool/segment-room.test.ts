import { cp, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../kernel/index.ts';
import { createNodeDisk } from './node-disk.ts';
import { segmentName } from './segment.ts';
import { countRoom, makeRoom } from './segment-room.ts';
import { createGatedDisk } from './test/faulty-disk.ts';
import { createScratchFolder, createScratchSpool, readIds } from './test/scratch-spool.ts';
import { createTestBatches } from './test/test-batches.ts';

const pathIn = (folder: string, first = 1): string => join(folder, segmentName(first));
const sizeOf = async (path: string): Promise<number> => (await stat(path)).size;
const ids = (from: number, to: number) => createTestBatches(from, to).map(({ batchId }) => batchId);

test('a segment grows ahead of its entries, not with each of them, and ends with them when it is closed', async () => {
  const folder = await createScratchFolder();
  const spool = createScratchSpool(folder);
  await spool.start();
  const sizes = new Set<number>();
  for (const batch of createTestBatches(1, 20, 500)) {
    await spool.append(batch);
    sizes.add(await sizeOf(pathIn(folder)));
  }
  expect([...sizes]).toEqual([limits.spoolRoomBytes]);
  const bytes = spool.bytes();
  await spool.stop();
  expect(await sizeOf(pathIn(folder))).toBe(bytes);
});

test('the room of a server that was killed is neither damage nor a cut-off write', async () => {
  const folder = await createScratchFolder();
  const killed = createScratchSpool(folder);
  await killed.start();
  await Promise.all(createTestBatches(1, 5, 500).map(killed.append));
  const copy = await createScratchFolder();
  await cp(folder, copy, { recursive: true });
  expect(await sizeOf(pathIn(copy))).toBe(limits.spoolRoomBytes);
  const spool = createScratchSpool(copy);
  expect(await spool.start()).toMatchObject({ entries: 5, truncatedBytes: 0, damagedBytes: 0 });
  expect(await readIds(spool)).toEqual(ids(1, 5));
});

test('a full segment gives its room back when the next one begins', async () => {
  const folder = await createScratchFolder();
  const spool = createScratchSpool(folder, { segmentBytesMax: 2_000 });
  await spool.start();
  for (const batch of createTestBatches(1, 6, 500)) await spool.append(batch);
  const content = await readFile(pathIn(folder));
  expect(content.at(-1)).not.toBe(0);
  expect(content.length).toBeLessThanOrEqual(2_000);
  expect(await readIds(spool)).toEqual(ids(1, 6));
});

test('a disk with room for entries alone takes them without room for more', async () => {
  const folder = await createScratchFolder();
  let writesSinceSync = 0;
  const disk = createGatedDisk((operation) => {
    if (operation === 'datasync') writesSinceSync = 0;
    if (operation !== 'write') return;
    writesSinceSync += 1;
    // What is written second, before one sync, is the room behind a group.
    if (writesSinceSync < 2) return;
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  });
  const spool = createScratchSpool(folder, {}, disk);
  await spool.start();
  for (const batch of createTestBatches(1, 3, 500)) await spool.append(batch);
  expect(await sizeOf(pathIn(folder))).toBe(spool.bytes());
  expect(await readIds(spool)).toEqual(ids(1, 3));
});

test('room is the zeros at the end, however many there are', async () => {
  const folder = await createScratchFolder();
  const disk = createNodeDisk();
  const file = await disk.open(join(folder, 'any'), 'create');
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat({ max: 3 * limits.spoolScanBytes }),
      async (content, zeros) => {
        const last = content.findLastIndex((byte) => byte !== 0);
        const size = content.length + zeros;
        await file.truncate(0);
        if (content.length > 0) await file.write([content], 0);
        await file.truncate(size);
        expect(await countRoom(file, 0, size)).toBe(size - last - 1);
      },
    ),
    { numRuns: 30 },
  );
  await file.truncate(5);
  expect(await makeRoom(file, 5, 100)).toBe(100);
  expect(await file.size()).toBe(100);
  await file.close();
});
