import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createNodeDisk } from './node-disk.ts';
import { createSpool } from './spool.ts';
import {
  createScratchFolder,
  createScratchSpool,
  readAll,
  readIds,
  testClock,
  testLog,
} from './test/scratch-spool.ts';
import { createTestBatch, createTestBatches } from './test/test-batches.ts';

const ids = (from: number, to: number): string[] =>
  createTestBatches(from, to).map(({ batchId }) => batchId);

test('a batch is there after a restart, as it was', async () => {
  const folder = await createScratchFolder();
  const spool = createScratchSpool(folder);
  await spool.start();
  const batch = createTestBatch(1, 5_000);
  expect(await spool.append(batch)).toBe(1);
  await spool.stop();

  const again = createScratchSpool(folder);
  const held: unknown[] = [];
  const recovery = await again.start(({ sequence, header }) =>
    held.push([sequence, header.batchId]),
  );
  expect(recovery).toMatchObject({
    entries: 1,
    lastSequence: 1,
    truncatedBytes: 0,
    damagedBytes: 0,
  });
  expect(held).toEqual([[1, 'batch-1']]);
  const [entry] = await again.read(0, { bytesMax: 1 });
  expect(entry?.sequence).toBe(1);
  expect(entry?.batch).toEqual({
    ...batch,
    sections: batch.sections.map((section) => ({
      ...section,
      tuples: Buffer.from(section.tuples),
    })),
  });
});

test('batches come out in the order in which they went in, over many segments', async () => {
  const folder = await createScratchFolder();
  const spool = createScratchSpool(folder, { segmentBytesMax: 10_000, groupBytesMax: 3_000 });
  await spool.start();
  const sequences = await Promise.all(createTestBatches(1, 200).map(spool.append));
  expect(sequences).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  expect((await readdir(folder)).filter((name) => name.endsWith('.spool')).length).toBeGreaterThan(
    5,
  );
  for (const bytesMax of [1, 1_000, 50_000, 1_000_000]) {
    expect(await readIds(spool, 0, bytesMax)).toEqual(ids(1, 200));
  }
  await spool.stop();
  const again = createScratchSpool(folder, { segmentBytesMax: 10_000 });
  expect(await again.start()).toMatchObject({ entries: 200, lastSequence: 200, missingEntries: 0 });
  expect(await again.append(createTestBatch(201))).toBe(201);
  expect(await readIds(again)).toEqual(ids(1, 201));
});

test('reading can start anywhere, and go back', async () => {
  const spool = createScratchSpool(await createScratchFolder(), { segmentBytesMax: 4_000 });
  await spool.start();
  for (const batch of createTestBatches(1, 40)) await spool.append(batch);
  expect(await readIds(spool, 30, 500)).toEqual(ids(31, 40));
  expect(await readIds(spool, 0, 500)).toEqual(ids(1, 40));
  expect(await readIds(spool, 17, 500)).toEqual(ids(18, 40));
  expect(await readIds(spool, 40)).toEqual([]);
  await expect(spool.read(41, { bytesMax: 1 })).rejects.toThrow('older than the database');
});

test('a read gives no more bytes than asked for, but at least one entry', async () => {
  const spool = createScratchSpool(await createScratchFolder());
  await spool.start();
  for (const batch of createTestBatches(1, 10, 1_000)) await spool.append(batch);
  expect(await spool.read(0, { bytesMax: 10 })).toHaveLength(1);
  const some = await spool.read(0, { bytesMax: 5_000 });
  expect(some.length).toBeGreaterThan(1);
  expect(some.length).toBeLessThan(5);
});

test('headers come without the rows, from any place', async () => {
  const spool = createScratchSpool(await createScratchFolder(), { segmentBytesMax: 4_000 });
  await spool.start();
  for (const batch of createTestBatches(1, 30)) await spool.append(batch);
  const found: string[] = [];
  for await (const { header } of spool.headers(12)) found.push(header.batchId);
  expect(found).toEqual(ids(13, 30));
});

test('who waits for more is told when there is more, or when the wait is called off', async () => {
  const spool = createScratchSpool(await createScratchFolder());
  await spool.start();
  const told: string[] = [];
  const calledOff = new AbortController();
  const waits = [
    spool.changed(0).then(() => told.push('first')),
    spool.changed(1).then(() => told.push('second')),
    spool.changed(9, calledOff.signal).then(() => told.push('called off')),
    spool.changed(9).then(() => told.push('stopped')),
  ];
  await spool.append(createTestBatch(1));
  await waits[0];
  expect(told).toEqual(['first']);
  await spool.append(createTestBatch(2));
  await waits[1];
  calledOff.abort();
  await waits[2];
  await spool.stop();
  await Promise.all(waits);
  expect(told).toEqual(['first', 'second', 'called off', 'stopped']);
});

test('the id stays with the folder, even when its file is lost', async () => {
  const folder = await createScratchFolder();
  const spool = createScratchSpool(folder);
  await spool.start();
  const { id } = spool;
  await spool.append(createTestBatch(1));
  await spool.stop();
  await createNodeDisk().remove(`${folder}/id`);
  const again = createScratchSpool(folder);
  expect(await again.start()).toMatchObject({ entries: 1, damagedBytes: 0 });
  expect(again.id).toBe(id);
});

test('segments of another spool are refused and left alone', async () => {
  const folder = await createScratchFolder();
  const spool = createScratchSpool(folder);
  await spool.start();
  await spool.append(createTestBatch(1));
  await spool.stop();
  const disk = createNodeDisk();
  const file = await disk.open(`${folder}/id`, 'create');
  await file.write([Buffer.from(randomUUID())], 0);
  await file.close();
  const before = await readdir(folder);
  await expect(createScratchSpool(folder).start()).rejects.toThrow('belongs to the spool');
  expect(await readdir(folder)).toEqual(before);
});

test('a released segment goes when it is old enough, and numbers go on', async () => {
  const folder = await createScratchFolder();
  const spool = createScratchSpool(folder, { segmentBytesMax: 4_000 });
  await spool.start();
  const now = testClock.nowMs();
  for (let number = 1; number <= 40; number += 1) {
    await spool.append(createTestBatch(number, 100, now));
  }
  const full = spool.bytes();
  await spool.removeReleased(0);
  expect(await readIds(spool)).toEqual(ids(1, 40));
  spool.release(40);
  await spool.removeReleased(60_000);
  expect(spool.bytes()).toBe(full);
  expect(spool.unreleasedBytes()).toBe(0);
  testClock.advanceMs(60_000);
  await spool.removeReleased(60_000);
  expect(spool.bytes()).toBeLessThan(100);
  expect(await readIds(spool)).toEqual([]);
  expect((await readdir(folder)).filter((name) => name.endsWith('.spool'))).toHaveLength(1);
  await spool.stop();

  const again = createScratchSpool(folder);
  expect(await again.start()).toMatchObject({ entries: 0, lastSequence: 40 });
  expect(await again.append(createTestBatch(41))).toBe(41);
});

test('a database that came back older keeps the segments it has not yet again', async () => {
  const spool = createScratchSpool(await createScratchFolder(), { segmentBytesMax: 4_000 });
  await spool.start();
  for (const batch of createTestBatches(1, 40)) await spool.append(batch);
  spool.release(40);
  spool.release(20);
  await spool.removeReleased(0);
  const [first] = await readAll(spool);
  expect(first?.sequence).toBeGreaterThan(5);
  expect(first?.sequence).toBeLessThanOrEqual(21);
  expect(spool.unreleasedBytes()).toBeGreaterThan(0);
});

test('an unstarted or stopped spool takes nothing, and says so', async () => {
  const folder = await createScratchFolder();
  const spool = createSpool({ disk: createNodeDisk(), log: testLog, clock: testClock }, { folder });
  await expect(spool.append(createTestBatch(1))).rejects.toMatchObject({ code: 'not_ready' });
  await spool.start();
  const last = spool.append(createTestBatch(1));
  const stopped = spool.stop();
  await expect(spool.append(createTestBatch(2))).rejects.toMatchObject({ code: 'not_ready' });
  await stopped;
  expect(await last).toBe(1);
  await expect(spool.append(createTestBatch(3))).rejects.toMatchObject({ code: 'not_ready' });
});

test('a batch that never fits is told apart from one that does not fit now', async () => {
  const spool = createScratchSpool(await createScratchFolder(), { queueBytesMax: 10_000 });
  await spool.start();
  const large = createTestBatch(1, 33_554_432);
  await expect(spool.append(large)).rejects.toMatchObject({ code: 'batch_too_large' });
  const results = await Promise.allSettled(createTestBatches(1, 30, 1_000).map(spool.append));
  const refused = results.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(10);
  expect(refused[0]).toMatchObject({ reason: { code: 'overloaded', status: 503 } });
  expect(await spool.append(createTestBatch(99))).toBe(results.length - refused.length + 1);
  expect(spool.queuedBytes()).toBe(0);
});
