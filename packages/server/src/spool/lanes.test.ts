import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLanes } from './lanes.ts';
import type { Spool } from './spool.ts';
import { createScratchFolder, createScratchSpool, readIds } from './test/scratch-spool.ts';
import { createTestBatch } from './test/test-batches.ts';

async function createSpools(segmentBytesMax = 4_000): Promise<[Spool, Spool]> {
  const folder = await createScratchFolder();
  const open = async (name: string): Promise<Spool> => {
    const spool = createScratchSpool(join(folder, name), { segmentBytesMax });
    await spool.start();
    return spool;
  };
  return [await open('lane-0'), await open('lane-1')];
}

test('batches of one affinity stay in one spool, in order', async () => {
  const spools = await createSpools();
  const lanes = createLanes(spools, { spoolBytesMax: 1_000_000 });
  const senders = Array.from({ length: 20 }, (_, index) => `device-${index}`);
  for (let round = 0; round < 3; round += 1) {
    for (const [index, sender] of senders.entries()) {
      await lanes.append(createTestBatch(index * 3 + round), sender);
    }
  }
  const [left, right] = await Promise.all(spools.map((spool) => readIds(spool)));
  expect(left?.length).toBeGreaterThan(0);
  expect(right?.length).toBeGreaterThan(0);
  expect((left?.length ?? 0) + (right?.length ?? 0)).toBe(60);
  for (const index of senders.keys()) {
    const own = [0, 1, 2].map((round) => `batch-${index * 3 + round}`);
    const lane = left?.includes(own[0] ?? '') ? left : right;
    expect(lane?.filter((id) => own.includes(id))).toEqual(own);
  }
});

test('without affinity the spool with the least left to do is taken', async () => {
  const spools = await createSpools();
  const lanes = createLanes(spools, { spoolBytesMax: 1_000_000 });
  for (let number = 1; number <= 20; number += 1) await lanes.append(createTestBatch(number));
  const counts = await Promise.all(spools.map(async (spool) => (await readIds(spool)).length));
  expect(counts).toEqual([10, 10]);
  expect(lanes.bytes()).toBe(spools[0].bytes() + spools[1].bytes());
});

test('full spools make room with what the database has, then refuse', async () => {
  const spools = await createSpools(2_000);
  const lanes = createLanes(spools, { spoolBytesMax: 20_000 });
  const fill = async (): Promise<void> => {
    for (;;) await lanes.append(createTestBatch(1, 500));
  };
  await expect(fill()).rejects.toMatchObject({ code: 'spool_full', status: 503 });
  expect(lanes.state()).toBe('full');
  expect(lanes.bytes()).toBeGreaterThanOrEqual(20_000);
  expect(lanes.bytes()).toBeLessThan(21_000);
  for (const spool of spools) spool.release(spool.lastSequence());
  expect(lanes.state()).toBe('ok');
  await lanes.append(createTestBatch(2, 500));
  expect(lanes.bytes()).toBeLessThan(5_000);
});

test('the state says whether the next batch is taken, however much the database has', async () => {
  const spools = await createSpools(2_000);
  const lanes = createLanes(spools, { spoolBytesMax: 20_000 });
  const isTaken = () =>
    lanes.append(createTestBatch(1, 500)).then(
      () => 'ok',
      () => 'full',
    );
  const seen: string[] = [];
  for (let step = 0; step < 300; step += 1) {
    const said = lanes.state();
    expect(await isTaken()).toBe(said);
    expect(lanes.bytes()).toBeLessThan(21_000);
    seen.push(said);
    // The database follows slowly, so that a segment is often released in part.
    const spool = spools[step % 2] ?? spools[0];
    if (step % 5 === 0) spool.release(Math.floor(spool.lastSequence() * 0.4 + step / 20));
  }
  expect(new Set(seen)).toEqual(new Set(['ok', 'full']));
});
