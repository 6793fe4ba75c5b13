import { expect, test } from 'vitest';
import type { Gate } from './test/faulty-disk.ts';
import { createGatedDisk } from './test/faulty-disk.ts';
import { createScratchFolder, createScratchSpool, readIds } from './test/scratch-spool.ts';
import { createTestBatch, createTestBatches } from './test/test-batches.ts';

/** A gate that can be told to throw; it notes what came through. */
function createGate(): { gate: Gate; seen: string[]; throwAt(operation: string): void } {
  const seen: string[] = [];
  let throwsAt = '';
  return {
    seen,
    gate(operation) {
      seen.push(operation);
      if (operation !== throwsAt) return;
      throwsAt = '';
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    },
    throwAt(operation) {
      throwsAt = operation;
    },
  };
}

test.for(['write', 'datasync'])('after a failed %s nothing is acknowledged', async (operation) => {
  const { gate, seen, throwAt } = createGate();
  const folder = await createScratchFolder();
  const spool = createScratchSpool(folder, {}, createGatedDisk(gate));
  await spool.start();
  await spool.append(createTestBatch(1));
  throwAt(operation);
  const waiting = createTestBatches(2, 20).map(spool.append);
  for (const result of await Promise.allSettled(waiting)) {
    expect(result).toMatchObject({
      status: 'rejected',
      reason: { code: 'not_ready', status: 503 },
    });
  }
  expect((await spool.failed).message).toContain('ENOSPC');
  const before = seen.length;
  await expect(spool.append(createTestBatch(21))).rejects.toMatchObject({ code: 'not_ready' });
  expect(seen.slice(before)).toEqual([]);
  expect(await readIds(spool)).toEqual(['batch-1']);
  expect(spool.queuedBytes()).toBe(0);
});

test('a new segment whose folder cannot be synced ends the spool', async () => {
  const { gate, throwAt } = createGate();
  const folder = await createScratchFolder();
  const spool = createScratchSpool(folder, { segmentBytesMax: 1_000 }, createGatedDisk(gate));
  await spool.start();
  await spool.append(createTestBatch(1, 900));
  throwAt('syncFolder');
  await expect(spool.append(createTestBatch(2, 900))).rejects.toMatchObject({ code: 'not_ready' });
  expect(await spool.failed).toMatchObject({ code: 'not_ready' });
});

test('a removal that cannot be synced ends the spool', async () => {
  const { gate, throwAt } = createGate();
  const folder = await createScratchFolder();
  const spool = createScratchSpool(folder, { segmentBytesMax: 1_000 }, createGatedDisk(gate));
  await spool.start();
  for (const batch of createTestBatches(1, 3, 900)) await spool.append(batch);
  spool.release(1);
  throwAt('syncFolder');
  await expect(spool.removeReleased(0)).rejects.toMatchObject({ code: 'not_ready' });
  await expect(spool.append(createTestBatch(4))).rejects.toMatchObject({ code: 'not_ready' });
});

test('a batch is neither acknowledged nor read before its sync has ended', async () => {
  const sync = Promise.withResolvers<void>();
  let held = false;
  const gate: Gate = (operation) => (held && operation === 'datasync' ? sync.promise : undefined);
  const spool = createScratchSpool(await createScratchFolder(), {}, createGatedDisk(gate));
  await spool.start();
  await spool.append(createTestBatch(1));
  held = true;
  let acknowledged = false;
  const append = spool.append(createTestBatch(2)).then(() => {
    acknowledged = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(acknowledged).toBe(false);
  expect(spool.lastSequence()).toBe(1);
  expect(await readIds(spool)).toEqual(['batch-1']);
  sync.resolve();
  await append;
  expect(await readIds(spool)).toEqual(['batch-1', 'batch-2']);
});

test('what comes while a sync runs is written and synced together', async () => {
  const { gate, seen } = createGate();
  const spool = createScratchSpool(await createScratchFolder(), {}, createGatedDisk(gate));
  await spool.start();
  const first = spool.append(createTestBatch(1));
  await Promise.resolve();
  seen.length = 0;
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([first, ...createTestBatches(2, 100).map(spool.append)]);
  expect(seen.filter((operation) => operation === 'datasync').length).toBeLessThanOrEqual(3);
  expect(await readIds(spool)).toHaveLength(100);
});
