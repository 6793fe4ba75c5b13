import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DrainFixture } from './test/drain-fixture.ts';
import { createDrainFixture } from './test/drain-fixture.ts';
import {
  createMetricsBatch,
  createRequest,
  createRequestsBatch,
  listMetrics,
} from './test/test-rows.ts';

let house: DrainFixture;
beforeAll(async () => {
  house = await createDrainFixture();
});
afterAll(() => house.stop());

test('two drains with the same batches in opposite order store each once', async () => {
  const lanes = [await house.openLane(), await house.openLane()];
  const batches = Array.from({ length: 60 }, () =>
    createMetricsBatch(listMetrics(3, { device_id: 'opposite' })),
  );
  for (let part = 0; part < batches.length; part += 20) {
    const some = batches.slice(part, part + 20);
    const [first, second] = lanes;
    await Promise.all([first?.drainAll(...some), second?.drainAll(...some.toReversed())]);
  }
  expect(await house.count('device_metrics')).toBe(180);
});

test('ids that meet in the middle do not deadlock', async () => {
  const [a, b, m] = ['meet-a', 'meet-b', 'meet-m'].map((batchId) =>
    createMetricsBatch(listMetrics(1, { device_id: 'meeting' }), { batchId }),
  );
  if (a === undefined || b === undefined || m === undefined) throw new Error('three were made');
  const folders = [await house.createFolder(), await house.createFolder()];
  for (const [i, folder] of folders.entries()) {
    const lane = await house.openLane(folder);
    await lane.drain.stop();
    // Recovery puts the last one into a segment of its own, which is another transaction's.
    const last = createMetricsBatch(listMetrics(1, { device_id: 'meeting' }));
    for (const batch of i === 0 ? [a, m, b, last] : [b, m, a, last]) await lane.spool.append(batch);
    await lane.spool.stop();
  }
  // While somebody else holds the middle one, both drains come as far as their order lets them.
  const lanes = await house.database.transaction(async (transaction) => {
    await transaction.query(
      "INSERT INTO ingest_batches (scope, batch_id, door, row_count) VALUES ('key:test', 'meet-m', 'http', 1)",
    );
    const opened = await Promise.all(folders.map((folder) => house.openLane(folder)));
    await setTimeout(300);
    await transaction.query("DELETE FROM ingest_batches WHERE batch_id = 'meet-m'");
    return opened;
  });
  await Promise.all(lanes.map(({ drain }) => drain.drained(4)));
  expect(lanes.map(({ drain }) => drain.state().failures)).toEqual([0, 0]);
  expect(lanes.reduce((sum, { drain }) => sum + drain.state().rowsStored, 0)).toBe(5);
});

test('a drain does not wait for another that holds the same rollup', async () => {
  const holding = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const step = {
    name: 'holds on',
    async run() {
      holding.resolve();
      await letGo.promise;
    },
  };
  const [slow, fast] = [await house.openLane(undefined, { steps: [step] }), await house.openLane()];
  const request = createRequest({ endpoint: '/contended' });
  const slowly = slow.drainAll(createRequestsBatch([request]));
  await holding.promise;
  await fast.drainAll(createRequestsBatch([request]));
  letGo.resolve();
  await slowly;
  const rows = await house.database.query(
    "SELECT count FROM api_performance_hour WHERE endpoint = '/contended'",
  );
  expect(rows).toEqual([{ count: 1 }, { count: 1 }]);
});

test('a deadlock is tried again', async () => {
  let left = 2;
  const step = {
    name: 'deadlocks',
    async run(transaction: { query(text: string): Promise<unknown> }) {
      left -= 1;
      if (left < 0) return;
      await transaction.query(
        "DO $$ BEGIN RAISE EXCEPTION 'locked' USING ERRCODE = '40P01'; END $$",
      );
    },
  };
  const lane = await house.openLane(undefined, { steps: [step] });
  await lane.drainAll(createMetricsBatch(listMetrics(1)));
  expect(lane.drain.state()).toMatchObject({ failures: 2, alarms: 0, rowsStored: 1 });
});
