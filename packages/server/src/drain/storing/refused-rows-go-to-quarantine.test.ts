import { afterAll, beforeAll, expect, test } from 'vitest';
import { createManualClock, limits } from '../../kernel/index.ts';
import { createTupleReader } from '../../store/index.ts';
import type { DrainFixture } from '../test/drain-fixture.ts';
import { createDrainFixture } from '../test/drain-fixture.ts';
import { columnsOf, encodeSection } from '../test/encode-section.ts';
import {
  createBatch,
  createMetric,
  createMetricsBatch,
  createRequest,
  createRequestsBatch,
  listMetrics,
  noonMs,
} from '../test/test-rows.ts';
import { removeOldQuarantine } from './quarantine.ts';

let house: DrainFixture;
beforeAll(async () => {
  house = await createDrainFixture();
});
afterAll(() => house.stop());

interface Kept {
  readonly table_name: string;
  readonly batch_id: string;
  readonly device_id: string | null;
  readonly code: string;
  readonly reason: string;
  readonly payload: Buffer;
}

const keptOf = (batchId: string): Promise<Kept[]> =>
  house.database.query<Kept>('SELECT * FROM quarantined_records WHERE batch_id = $1 ORDER BY id', [
    batchId,
  ]);

/** One byte that is no UTF-8: PostgreSQL answers 22021. */
const poison = createMetric({ currency: Buffer.of(0xff, 0xfe, 0x41) });

test('one bad row in the middle of 5,000 is the only one kept aside, with its bytes', async () => {
  const lane = await house.openLane();
  const rows = [
    ...listMetrics(2_500, { device_id: 'poisoned' }),
    { ...poison, device_id: 'poisoner' },
    ...listMetrics(2_499, { device_id: 'poisoned' }),
  ];
  const batch = createMetricsBatch(rows);
  const others = [1, 2, 3].map(() => createMetricsBatch(listMetrics(10, { device_id: 'beside' })));
  lane.accounting.decide('http', 'device_metrics', { inSpool: 5_030 });
  await lane.drainAll(...others, batch);

  expect(await house.countMetricsOf('poisoned')).toBe(4_999);
  expect(await house.countMetricsOf('beside')).toBe(30);
  const kept = await keptOf(batch.batchId);
  expect(kept).toMatchObject([
    { table_name: 'device_metrics', code: '22021', device_id: 'poisoner' },
  ]);
  expect(kept[0]?.reason).toMatch(/invalid byte sequence.*columns: timestamp, received_at/);
  const reader = createTupleReader(kept[0]?.payload ?? Buffer.alloc(0));
  expect(reader.next()).toBe(true);
  expect(reader.text(columnsOf('device_metrics').indexOf('device_id'))).toBe('poisoner');
  expect(reader.next()).toBe(false);

  expect(lane.accounting.accounts()).toMatchObject([
    { received: 5_030, stored: 5_029, quarantined: 1, inSpool: 0 },
  ]);
  const [id] = await house.database.query(
    'SELECT row_count FROM ingest_batches WHERE batch_id = $1',
    [batch.batchId],
  );
  expect(id).toEqual({ row_count: 4_999 });
  expect(lane.drain.state()).toMatchObject({ rowsQuarantined: 1, rowsStored: 5_029, failures: 1 });
});

test('several bad rows in several batches are each found, and rollups count the good ones', async () => {
  const lane = await house.openLane();
  const bad = createRequest({ endpoint: Buffer.of(0xc3, 0x28) });
  const tooLong = createRequest({ service: 'x'.repeat(101) });
  const good = createRequest({ endpoint: '/good' });
  const batches = [
    createRequestsBatch([good, bad, good]),
    createRequestsBatch([good]),
    createRequestsBatch([bad, tooLong]),
    createRequestsBatch([good, good, good, tooLong]),
  ];
  await lane.drainAll(...batches);
  const codes = await Promise.all(
    batches.map(async ({ batchId }) => (await keptOf(batchId)).map(({ code }) => code)),
  );
  expect(codes).toEqual([['22021'], [], ['22021', '22001'], ['22001']]);
  const [row] = await house.database.query<{ count: number }>(
    "SELECT count(*) FROM api_request_logs WHERE endpoint = '/good'",
  );
  expect(row?.count).toBe(6);
  expect(await house.compareRollups()).toEqual([]);
});

test('the drain goes on as before after a bad row', async () => {
  const lane = await house.openLane();
  await lane.drainAll(createMetricsBatch([poison]));
  await lane.drainAll(createMetricsBatch(listMetrics(3, { device_id: 'afterwards' })));
  expect(await house.countMetricsOf('afterwards')).toBe(3);
  expect(lane.drain.state()).toMatchObject({ failures: 1, transactions: 2 });
});

test('rows of a table or a column that is gone are kept aside, the rest of the batch is stored', async () => {
  const lane = await house.openLane();
  const columns = ['timestamp', 'device_id'];
  const gone = { ...encodeSection('device_metrics', listMetrics(3), columns), table: 'gone_table' };
  const fewer = encodeSection('device_metrics', listMetrics(2), columns);
  const batch = createBatch([
    gone,
    { ...fewer, columns: ['timestamp', 'gone_column'] },
    encodeSection('device_metrics', listMetrics(4, { device_id: 'not-gone' })),
  ]);
  lane.accounting.decide('http', 'gone_table', { inSpool: 3 });
  lane.accounting.decide('http', 'device_metrics', { inSpool: 6 });
  await lane.drainAll(batch);

  expect(await house.countMetricsOf('not-gone')).toBe(4);
  const kept = await keptOf(batch.batchId);
  expect(kept.map(({ table_name, code }) => [table_name, code])).toEqual([
    ['gone_table', '42P01'],
    ['gone_table', '42P01'],
    ['gone_table', '42P01'],
    ['device_metrics', '42703'],
    ['device_metrics', '42703'],
  ]);
  expect(lane.accounting.accounts()).toMatchObject([
    { table: 'gone_table', quarantined: 3, inSpool: 0 },
    { table: 'device_metrics', stored: 4, quarantined: 2, inSpool: 0 },
  ]);
  expect(lane.drain.state().alarms).toBe(1);
});

test('a section whose bytes are no tuples is kept aside whole', async () => {
  const lane = await house.openLane();
  const section = encodeSection('device_metrics', listMetrics(3));
  const cut = { ...section, tuples: section.tuples.subarray(0, section.tuples.length - 30) };
  const miscounted = { ...section, rowCount: 5 };
  const batches = [createBatch([cut]), createBatch([miscounted])];
  await lane.drainAll(...batches);
  for (const { batchId } of batches) {
    expect(await keptOf(batchId)).toMatchObject([{ code: '22P04', table_name: 'device_metrics' }]);
  }
  expect(lane.drain.state()).toMatchObject({ rowsQuarantined: 8, rowsStored: 0 });
});

test('a batch whose id PostgreSQL cannot take is kept aside, the others are stored', async () => {
  const lane = await house.openLane();
  const long = createMetricsBatch(listMetrics(2, { device_id: 'long-id' }), {
    batchId: 'x'.repeat(101),
  });
  const good = createMetricsBatch(listMetrics(2, { device_id: 'short-id' }));
  await lane.drainAll(long, good);
  expect(await house.countMetricsOf('short-id')).toBe(2);
  expect(await house.countMetricsOf('long-id')).toBe(0);
  expect(await keptOf('x'.repeat(100))).toMatchObject([{ code: '22001' }, { code: '22001' }]);
});

test('a missing partition is made again, though it was thought to be there', async () => {
  const lane = await house.openLane();
  const timestamp = noonMs + 3 * 86_400_000;
  await lane.drainAll(createMetricsBatch([createMetric({ timestamp, device_id: 'partition' })]));
  const name = `device_metrics_${new Date(timestamp).toISOString().slice(0, 10).replaceAll('-', '_')}`;
  await house.database.query(`DROP TABLE ${name}`);
  await lane.drainAll(createMetricsBatch([createMetric({ timestamp, device_id: 'partition' })]));
  expect(await house.countMetricsOf('partition')).toBe(1);
  expect(lane.drain.state()).toMatchObject({ failures: 1, rowsQuarantined: 0 });
});

test('a row that never finds a partition is kept aside in the end', async () => {
  const lane = await house.openLane();
  const section = encodeSection('device_metrics', [
    createMetric({ device_id: 'in-time' }),
    createMetric({ timestamp: noonMs - 400 * 86_400_000 }),
  ]);
  const batch = createBatch([{ ...section, days: [Math.floor(noonMs / 86_400_000)] }]);
  await lane.drainAll(batch);
  expect(await house.countMetricsOf('in-time')).toBe(1);
  expect(await keptOf(batch.batchId)).toMatchObject([{ code: '23514' }]);
});

test('a batch on which a step fails is stored without the step', async () => {
  const seen: string[] = [];
  const lane = await house.openLane(undefined, {
    steps: [
      {
        name: 'divides',
        async run(transaction, batches) {
          for (const { batchId } of batches) {
            await transaction.query('SELECT 1 / length($1)', [batchId]);
            seen.push(batchId);
          }
        },
      },
    ],
  });
  const [good, bad] = ['with-an-id', ''].map((batchId) =>
    createMetricsBatch(listMetrics(2, { device_id: 'stepped' }), { batchId }),
  );
  if (good === undefined || bad === undefined) throw new Error('two were made');
  await lane.drainAll(good, bad);
  expect(await house.countMetricsOf('stepped')).toBe(4);
  expect(seen).toContain('with-an-id');
  expect(lane.drain.state()).toMatchObject({ stepsRefused: 1, rowsStored: 4 });
});

test('a step sees what is stored: no duplicate, no refused row', async () => {
  const seen: [string, number][] = [];
  const lane = await house.openLane(undefined, {
    steps: [
      {
        name: 'watches',
        async run(_transaction, batches) {
          seen.length = 0;
          for (const { batchId, sections } of batches) {
            for (const { rowCount } of sections) seen.push([batchId, rowCount]);
          }
        },
      },
    ],
  });
  const batch = createMetricsBatch([createMetric(), poison, createMetric()]);
  await lane.drainAll(batch, batch);
  expect(seen).toEqual([[batch.batchId, 2]]);
});

test('what is in quarantine goes when nobody wanted it for long', async () => {
  const lane = await house.openLane();
  await house.database.query('DELETE FROM quarantined_records');
  const nowMs = Date.now();
  const young = { receivedAtMs: nowMs - limits.quarantineKeptDays * 86_400_000 };
  const old = { receivedAtMs: young.receivedAtMs - 1, batchId: 'old' };
  await lane.drainAll(createMetricsBatch([poison], old), createMetricsBatch([poison], young));
  expect(await house.count('quarantined_records')).toBe(2);
  expect(await removeOldQuarantine(house.database, createManualClock(nowMs))).toBe(1);
  const left = await house.database.query('SELECT 1 FROM quarantined_records WHERE batch_id = $1', [
    'old',
  ]);
  expect(left).toEqual([]);
});
