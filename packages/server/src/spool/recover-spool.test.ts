import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLog, createManualClock } from '../kernel/index.ts';
import { entryHeaderBytes } from './entry.ts';
import type { Recovery } from './recover-spool.ts';
import { segmentHeaderBytes, segmentName } from './segment.ts';
import type { Spool } from './spool.ts';
import { createSpool } from './spool.ts';
import { createRandom } from './test/random.ts';
import { readIds } from './test/scratch-spool.ts';
import type { SimulatedDisk } from './test/simulated-disk.ts';
import { createSimulatedDisk } from './test/simulated-disk.ts';
import { createTestBatch, createTestBatches } from './test/test-batches.ts';

const log = createLog('silent');
const entryBytes = 400;
const segmentBytesMax = 2_000;

async function open(disk: SimulatedDisk): Promise<{ spool: Spool; recovery: Recovery }> {
  const spool = createSpool(
    { disk, log, clock: createManualClock() },
    { folder: '/spool', segmentBytesMax },
  );
  return { spool, recovery: await spool.start() };
}

/** A disk with a spool of these many batches, each in a group of its own. */
async function createFilledDisk(seed: number, batches: number): Promise<SimulatedDisk> {
  const disk = createSimulatedDisk(createRandom(seed));
  const { spool } = await open(disk);
  for (const batch of createTestBatches(1, batches, entryBytes)) await spool.append(batch);
  await spool.stop();
  return disk;
}

const segmentsOf = (disk: SimulatedDisk): string[] =>
  disk
    .paths()
    .filter((path) => path.endsWith('.spool'))
    .toSorted();

const quarantined = (disk: SimulatedDisk): Buffer[] =>
  disk
    .paths()
    .filter((path) => path.includes('quarantine'))
    .toSorted()
    .map(disk.content);

/** Where the entry of a batch lies. */
function findEntry(
  disk: SimulatedDisk,
  number: number,
): { path: string; from: number; to: number } {
  for (const path of segmentsOf(disk)) {
    const content = disk.content(path);
    const at = content.indexOf(`"batch-${number}"`);
    if (at < 0) continue;
    const from = content.lastIndexOf('HOMEPOT', at) - 1;
    return { path, from, to: from + entryHeaderBytes + content.readUInt32LE(from + 24) };
  }
  throw new Error(`batch-${number} is not there`);
}

const ids = (from: number, to: number): string[] =>
  createTestBatches(from, to).map(({ batchId }) => batchId);

test('a torn last entry is cut off, and told as such', async () => {
  const disk = await createFilledDisk(1, 3);
  const last = segmentsOf(disk).at(-1) ?? '';
  const file = await disk.open(last, 'change');
  const torn = disk.content(last).subarray(segmentHeaderBytes, segmentHeaderBytes + 100);
  for (let done = 0; done < torn.length; ) {
    done += await file.write([torn.subarray(done)], disk.content(last).length);
  }
  const { spool, recovery } = await open(disk);
  expect(recovery).toMatchObject({ entries: 3, truncatedBytes: 100, damagedBytes: 0 });
  expect(await readIds(spool)).toEqual(ids(1, 3));
  await spool.stop();
  const bytes = segmentsOf(disk).reduce((sum, path) => sum + disk.content(path).length, 0);
  expect(bytes).toBe(recovery.bytes);
  expect((await open(disk)).recovery).toMatchObject({ truncatedBytes: 0, damagedBytes: 0 });
});

test('a damaged entry goes to quarantine, and costs no other', async () => {
  const disk = await createFilledDisk(2, 12);
  const { path, from, to } = findEntry(disk, 5);
  const content = disk.content(path);
  content[from + 60] = (content[from + 60] ?? 0) ^ 1;
  const damaged = Buffer.from(content.subarray(from, to));
  const { spool, recovery } = await open(disk);
  expect(recovery).toMatchObject({ entries: 11, damagedBytes: to - from, truncatedBytes: 0 });
  expect(await readIds(spool)).toEqual([...ids(1, 4), ...ids(6, 12)]);
  expect(quarantined(disk)).toEqual([damaged]);
  expect(await spool.append(createTestBatch(13))).toBe(13);
  await spool.stop();
  const again = await open(disk);
  expect(again.recovery).toMatchObject({ entries: 12, damagedBytes: 0, truncatedBytes: 0 });
});

test('a damaged head of a segment costs no entry', async () => {
  const disk = await createFilledDisk(3, 12);
  const [first = ''] = segmentsOf(disk);
  disk.content(first).fill(0, 0, segmentHeaderBytes);
  const { spool, recovery } = await open(disk);
  expect(recovery).toMatchObject({ entries: 12, damagedBytes: segmentHeaderBytes });
  expect(await readIds(spool)).toEqual(ids(1, 12));
});

test('a segment that is gone is told', async () => {
  const disk = await createFilledDisk(4, 12);
  const [, second = ''] = segmentsOf(disk);
  await disk.remove(second);
  const { recovery } = await open(disk);
  expect(recovery.missingEntries).toBe(12 - recovery.entries);
  expect(recovery.missingEntries).toBeGreaterThan(0);
});

test('numbers go on behind a segment of which nothing is left', async () => {
  const disk = await createFilledDisk(5, 12);
  for (const path of segmentsOf(disk)) disk.content(path).fill(0);
  const { spool, recovery } = await open(disk);
  const newest = segmentsOf(disk).at(-1);
  expect(recovery.entries).toBe(0);
  expect(newest).not.toBe(`/spool/${segmentName(1)}`);
  expect(await spool.append(createTestBatch(13))).toBeGreaterThan(8);
});

test('whatever bytes are damaged, every entry that they spared is kept', async () => {
  const damage = fc.array(
    fc.record({
      place: fc.nat(),
      bytes: fc.integer({ min: 1, max: 900 }),
      mask: fc.integer({ min: 1, max: 255 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const property = fc.asyncProperty(fc.integer(), damage, async (seed, hits) => {
    const disk = await createFilledDisk(seed, 15);
    const whole = new Map(ids(1, 15).map((id, index) => [id, findEntry(disk, index + 1)]));
    const touched = new Set<string>();
    for (const { place, bytes, mask } of hits) {
      const path = segmentsOf(disk)[place % segmentsOf(disk).length] ?? '';
      const content = disk.content(path);
      const start = place % content.length;
      const end = Math.min(content.length, start + bytes);
      for (let at = start; at < end; at += 1) content[at] = (content[at] ?? 0) ^ mask;
      for (const [id, entry] of whole) {
        if (entry.path === path && entry.from < end && start < entry.to) touched.add(id);
      }
    }
    const { spool, recovery } = await open(disk);
    const found = await readIds(spool);
    const spared = [...whole.keys()].filter((id) => !touched.has(id));
    expect(found).toEqual(expect.arrayContaining(spared));
    expect(ids(1, 15)).toEqual(expect.arrayContaining(found));
    expect(new Set(found).size).toBe(found.length);
    expect(recovery.damagedBytes).toBe(
      quarantined(disk).reduce((sum, { length }) => sum + length, 0),
    );
    await spool.stop();
    const again = await open(disk);
    expect(again.recovery).toMatchObject({
      entries: found.length,
      damagedBytes: 0,
      truncatedBytes: 0,
    });
  });
  await fc.assert(property, { numRuns: 150 });
});

test('an entry that is damaged while the server runs is passed over and counted', async () => {
  const disk = createSimulatedDisk(createRandom(7));
  const { spool } = await open(disk);
  for (const batch of createTestBatches(1, 12, entryBytes)) await spool.append(batch);
  const { path, from, to } = findEntry(disk, 5);
  disk.content(path)[from + 50] = 0;
  expect(await readIds(spool)).toEqual([...ids(1, 4), ...ids(6, 12)]);
  expect(spool.damagedBytes()).toBe(to - from);
});

test('nobody is called for a last entry that damage took', async () => {
  const disk = createSimulatedDisk(createRandom(8));
  const { spool } = await open(disk);
  for (const batch of createTestBatches(1, 3, entryBytes)) await spool.append(batch);
  const { path, from } = findEntry(disk, 3);
  disk.content(path)[from + 50] = 0;
  expect(await readIds(spool)).toEqual(ids(1, 2));
  let called = false;
  const wait = spool.changed(2).then(() => {
    called = true;
  });
  await Promise.resolve();
  expect(called).toBe(false);
  expect(await spool.append(createTestBatch(4))).toBe(4);
  await wait;
  expect(await readIds(spool, 2)).toEqual(['batch-4']);
});
