import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DrainFixture, Lane } from './test/drain-fixture.ts';
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

const checkpointOf = async ({ spool }: Lane): Promise<number | undefined> => {
  const [row] = await house.database.query<{ sequence: number }>(
    'SELECT sequence FROM spool_checkpoints WHERE spool_id = $1',
    [spool.id],
  );
  return row?.sequence;
};

/** Puts everything back to before a sequence number, as the restore of a backup does. */
async function restore({ spool }: Lane, sequence: number, deviceId: string): Promise<void> {
  await house.database.transaction(async (transaction) => {
    await transaction.query(
      'UPDATE spool_checkpoints SET sequence = $2, updated_at = clock_timestamp() WHERE spool_id = $1',
      [spool.id, sequence],
    );
    await transaction.query('DELETE FROM device_metrics WHERE device_id = $1', [deviceId]);
    await transaction.query('DELETE FROM ingest_batches');
  });
}

test('a database that came back older gets again what it lost', async () => {
  const lane = await house.openLane();
  lane.accounting.decide('http', 'device_metrics', { inSpool: 7 });
  for (const count of [1, 2, 3]) {
    await lane.drainAll(createMetricsBatch(listMetrics(count, { device_id: 'restored' })));
  }
  await restore(lane, 0, 'restored');
  await lane.drainAll(createMetricsBatch(listMetrics(1, { device_id: 'restored' })));
  expect(await house.countMetricsOf('restored')).toBe(7);
  expect(await checkpointOf(lane)).toBe(4);
  expect(lane.drain.state()).toMatchObject({ checkpointsMoved: 1, failures: 0 });
  expect(lane.accounting.accounts()).toMatchObject([{ received: 7, stored: 7, inSpool: 0 }]);
});

test('a checkpoint that moved while nobody drained is believed', async () => {
  const folder = await house.createFolder();
  const lane = await house.openLane(folder);
  const { id } = lane.spool;
  await lane.drainAll(createMetricsBatch(listMetrics(1, { device_id: 'moved' })));
  await lane.drain.stop();
  await lane.spool.append(createMetricsBatch(listMetrics(5, { device_id: 'moved' })));
  await lane.spool.stop();
  await house.database.query('UPDATE spool_checkpoints SET sequence = 2 WHERE spool_id = $1', [id]);
  const again = await house.openLane(folder);
  await again.drainAll(createMetricsBatch(listMetrics(1, { device_id: 'moved' })));
  expect(await house.countMetricsOf('moved')).toBe(2);
});

test('of two drains of one spool, which must not be, each row is stored once', async () => {
  const folder = await house.createFolder();
  const lane = await house.openLane(folder);
  await lane.drainAll(createMetricsBatch(listMetrics(1, { device_id: 'two' })));
  // Batches without an id of their own: only the checkpoint keeps them from being stored twice.
  const second = await house.openLane(undefined, { spool: lane.spool });
  for (let i = 0; i < 40; i += 1) {
    const sequence = await lane.spool.append(
      createMetricsBatch(listMetrics(2, { device_id: 'two' })),
    );
    await Promise.all([lane.drain.drained(sequence), second.drain.drained(sequence)]);
    await house.database.query('DELETE FROM ingest_batches');
  }
  expect(await house.countMetricsOf('two')).toBe(81);
  const duplicates = [lane, second].map(({ drain }) => drain.state().rowsDuplicate);
  expect(duplicates).toEqual([0, 0]);
  expect(await checkpointOf(lane)).toBe(41);
});

test('a spool that lost its end is read again, and the ids keep rows from being stored twice', async () => {
  const folder = await house.createFolder();
  const lane = await house.openLane(folder);
  const kept = createMetricsBatch(listMetrics(2, { device_id: 'shortened' }));
  await lane.drainAll(kept);
  await house.database.query('UPDATE spool_checkpoints SET sequence = 900 WHERE spool_id = $1', [
    lane.spool.id,
  ]);
  await lane.stop();

  const again = await house.openLane(folder);
  await again.drainAll(createMetricsBatch(listMetrics(3, { device_id: 'shortened' })));
  expect(await house.countMetricsOf('shortened')).toBe(5);
  expect(await checkpointOf(again)).toBe(2);
  expect(again.drain.state()).toMatchObject({ alarms: 1, rowsDuplicate: 2, rowsStored: 3 });
});

test('a checkpoint row that vanished is made again', async () => {
  const lane = await house.openLane();
  await lane.drainAll(createMetricsBatch(listMetrics(1, { device_id: 'vanished' })));
  await house.database.query('DELETE FROM spool_checkpoints WHERE spool_id = $1', [lane.spool.id]);
  await lane.drainAll(createMetricsBatch(listMetrics(1, { device_id: 'vanished' })));
  expect(await house.countMetricsOf('vanished')).toBe(2);
  expect(await checkpointOf(lane)).toBe(2);
});

test('nothing is released before it is stored', async () => {
  const lane = await house.openLane();
  await lane.drain.stop();
  const events: string[] = [];
  const { id, read, headers, changed, lastSequence } = lane.spool;
  const watched = await house.openLane(undefined, {
    spool: {
      ...{ id, read, headers, changed, lastSequence },
      release: (sequence) => events.push(`release ${sequence}`),
    },
    steps: [
      {
        name: 'fails at first',
        async run() {
          events.push('step');
          if (events.length < 3) throw new Error('not yet');
        },
      },
    ],
  });
  const sequence = await lane.spool.append(createRequestsBatch([createRequest()]));
  await watched.drain.drained(sequence);
  await watched.drain.stop();
  expect(events).toEqual(['step', 'step', 'step', 'release 1']);
});
