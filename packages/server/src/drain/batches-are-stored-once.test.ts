import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DrainFixture } from './test/drain-fixture.ts';
import { createDrainFixture } from './test/drain-fixture.ts';
import { encodeSection } from './test/encode-section.ts';
import {
  createBatch,
  createMetricsBatch,
  createRequest,
  createRequestsBatch,
  listMetrics,
  noonMs,
} from './test/test-rows.ts';

let house: DrainFixture;
beforeAll(async () => {
  house = await createDrainFixture();
});
afterAll(() => house.stop());

test('a batch of several tables arrives whole, with its id and the checkpoint', async () => {
  const lane = await house.openLane();
  const batch = createBatch([
    encodeSection('device_metrics', listMetrics(3, { device_id: 'whole' })),
    encodeSection('api_request_logs', [
      createRequest({ user_id: 'whole', ip_address: '10.0.0.7' }),
    ]),
  ]);
  lane.accounting.decide('http', 'device_metrics', { inSpool: 3 });
  lane.accounting.decide('http', 'api_request_logs', { inSpool: 1 });
  await lane.drainAll(batch);

  expect(await house.countMetricsOf('whole')).toBe(3);
  const [request] = await house.database.query(
    "SELECT endpoint, ip_address, response_time_ms FROM api_request_logs WHERE user_id = 'whole'",
  );
  expect(request).toEqual({
    endpoint: '/api/v1/sites',
    ip_address: '10.0.0.7',
    response_time_ms: 17,
  });
  const [id] = await house.database.query(
    'SELECT row_count FROM ingest_batches WHERE batch_id = $1',
    [batch.batchId],
  );
  expect(id).toEqual({ row_count: 4 });
  const [checkpoint] = await house.database.query(
    'SELECT sequence FROM spool_checkpoints WHERE spool_id = $1',
    [lane.spool.id],
  );
  expect(checkpoint).toEqual({ sequence: 1 });
  expect(lane.accounting.accounts()).toMatchObject([
    { table: 'device_metrics', received: 3, stored: 3, inSpool: 0 },
    { table: 'api_request_logs', received: 1, stored: 1, inSpool: 0 },
  ]);
  expect(lane.drain.state()).toMatchObject({ checkpoint: 1, rowsStored: 4, lagEntries: 0 });
});

test('the same id twice is stored once: in one transaction, in two, and by another spool', async () => {
  const [first, second] = [await house.openLane(), await house.openLane()];
  const batch = createMetricsBatch(listMetrics(5, { device_id: 'twice' }));
  await first.drainAll(batch, batch, batch);
  await first.drainAll(batch);
  await second.drainAll(batch);
  expect(await house.countMetricsOf('twice')).toBe(5);
  expect(first.drain.state()).toMatchObject({ batchesDuplicate: 3, rowsDuplicate: 15 });
  expect(second.drain.state()).toMatchObject({ batchesDuplicate: 1, rowsStored: 0, checkpoint: 1 });
});

test('two senders may use the same id', async () => {
  const lane = await house.openLane();
  const batch = createMetricsBatch(listMetrics(2, { device_id: 'shared-id' }));
  await lane.drainAll(batch, { ...batch, scope: 'key:another' });
  expect(await house.countMetricsOf('shared-id')).toBe(4);
});

test('a batch whose id is no proper Unicode is stored once too', async () => {
  const lane = await house.openLane();
  const batch = createMetricsBatch(listMetrics(2, { device_id: 'surrogate' }), {
    batchId: 'x\ud800y',
  });
  await lane.drainAll(batch, batch);
  await lane.drainAll(batch);
  expect(await house.countMetricsOf('surrogate')).toBe(2);
});

test('a duplicate is settled as such in the accounts', async () => {
  const lane = await house.openLane();
  const batch = createMetricsBatch(listMetrics(5, { device_id: 'settled' }));
  lane.accounting.decide('http', 'device_metrics', { inSpool: 10 });
  await lane.drainAll(batch, batch);
  expect(lane.accounting.accounts()).toMatchObject([
    { received: 10, stored: 5, duplicate: 5, inSpool: 0 },
  ]);
});

test('a spool that was not released after COMMIT is not stored again', async () => {
  const folder = await house.createFolder();
  const lane = await house.openLane(folder);
  await lane.drainAll(createMetricsBatch(listMetrics(4, { device_id: 'unreleased' })));
  await lane.stop();

  const again = await house.openLane(folder);
  await again.drainAll(createMetricsBatch(listMetrics(1, { device_id: 'unreleased' })));
  expect(await house.countMetricsOf('unreleased')).toBe(5);
  expect(again.drain.state()).toMatchObject({ rowsStored: 1, rowsDuplicate: 0, checkpoint: 2 });
});

test('what an earlier process left is received again and stored', async () => {
  const folder = await house.createFolder();
  const lane = await house.openLane(folder);
  await lane.drainAll(createMetricsBatch(listMetrics(2, { device_id: 'left' })));
  await lane.drain.stop();
  await lane.spool.append(createMetricsBatch(listMetrics(7, { device_id: 'left' })));
  await lane.spool.stop();

  const again = await house.openLane(folder);
  await again.drain.drained(2);
  expect(await house.countMetricsOf('left')).toBe(9);
  expect(again.accounting.accounts()).toMatchObject([{ received: 7, stored: 7, inSpool: 0 }]);
});

test('records that the door put into quarantine arrive there, in no account of the drain', async () => {
  const lane = await house.openLane();
  const kept = encodeSection('quarantined_records', [
    {
      received_at: noonMs,
      table_name: 'device_metrics',
      scope: 'key:test',
      batch_id: 'b-1',
      record_index: 4,
      code: 'time_outside_window',
      reason: 'too old',
      payload: Buffer.from('{}'),
    },
  ]);
  await lane.drainAll(createBatch([kept]));
  const rows = await house.database.query(
    "SELECT record_index, code FROM quarantined_records WHERE batch_id = 'b-1'",
  );
  expect(rows).toEqual([{ record_index: 4, code: 'time_outside_window' }]);
  expect(lane.accounting.accounts()).toEqual([]);
});

test('a row is there to be queried within 50 ms of its acknowledgement', async () => {
  const lane = await house.openLane();
  await lane.drainAll(createRequestsBatch([createRequest()]));
  const waits: number[] = [];
  for (let i = 0; i < 30; i += 1) {
    const sequence = await lane.spool.append(createRequestsBatch([createRequest()]));
    const acknowledgedMs = performance.now();
    await lane.drain.drained(sequence);
    waits.push(performance.now() - acknowledgedMs);
  }
  // The middle one, since other tests share the machine.
  expect(waits.toSorted((a, b) => a - b)[15]).toBeLessThan(50);
});
