import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Database } from '../store/index.ts';
import type { Committed } from './storing/drain-step.ts';
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

/** A step that ends its own connection the first few times. */
function createSaboteur(times: number) {
  let left = times;
  return {
    name: 'saboteur',
    async run(transaction: { query(text: string): Promise<{ pid: number }[]> }) {
      if (left === 0) return;
      left -= 1;
      const [row] = await transaction.query('SELECT pg_backend_pid() AS pid');
      await house.database.query('SELECT pg_terminate_backend($1)', [row?.pid]);
    },
  };
}

test('a connection lost in the middle of a transaction costs nothing but time', async () => {
  const lane = await house.openLane(undefined, { steps: [createSaboteur(3)] });
  lane.accounting.decide('http', 'device_metrics', { inSpool: 10 });
  await lane.drainAll(createMetricsBatch(listMetrics(10, { device_id: 'cut' })));
  expect(await house.countMetricsOf('cut')).toBe(10);
  expect(lane.drain.state()).toMatchObject({ failures: 3, alarms: 0, rowsStored: 10 });
  expect(lane.accounting.accounts()).toMatchObject([{ received: 10, stored: 10, inSpool: 0 }]);
});

test('what a failed transaction added to a rollup is forgotten', async () => {
  const lane = await house.openLane(undefined, { steps: [createSaboteur(2)] });
  await lane.drainAll(createRequestsBatch([createRequest({ endpoint: '/cut' })]));
  await lane.drainAll(createRequestsBatch([createRequest({ endpoint: '/cut' })]));
  const rows = await house.database.query(
    "SELECT count FROM api_performance_hour WHERE endpoint = '/cut'",
  );
  expect(rows).toEqual([{ count: 2 }]);
  expect(await house.compareRollups()).toEqual([]);
});

/** Loses the answer to COMMIT the first time, after the transaction was committed. */
function loseAnswer(database: Database, times = 1): Database {
  let left = times;
  return {
    ...database,
    async transaction(run) {
      const result = await database.transaction(run);
      if (left === 0) return result;
      left -= 1;
      throw new Error('Connection terminated unexpectedly');
    },
  };
}

test('a COMMIT whose answer was lost is neither repeated nor forgotten', async () => {
  const told: Committed[] = [];
  const lane = await house.openLane(undefined, { database: loseAnswer(house.database) });
  lane.drain.onCommitted((committed) => told.push(committed));
  lane.accounting.decide('http', 'device_metrics', { inSpool: 6 });
  const batch = createMetricsBatch(listMetrics(6, { device_id: 'unheard' }));
  await lane.drainAll(batch);
  expect(await house.countMetricsOf('unheard')).toBe(6);
  expect(told.map(({ batches }) => batches.map(({ batchId }) => batchId))).toEqual([
    [batch.batchId],
  ]);
  expect(lane.accounting.accounts()).toMatchObject([{ stored: 6, duplicate: 0, inSpool: 0 }]);
  expect(lane.drain.state()).toMatchObject({ rowsStored: 6, rowsDuplicate: 0, transactions: 1 });
});

test('rollups stay exact when the answer to COMMIT was lost', async () => {
  const lane = await house.openLane(undefined, { database: loseAnswer(house.database, 3) });
  for (let i = 0; i < 5; i += 1) {
    await lane.drainAll(createRequestsBatch([createRequest({ endpoint: '/unheard' })]));
  }
  expect(await house.compareRollups()).toEqual([]);
});

test('a database that is away at the start is waited for, and said to lag', async () => {
  let away = true;
  const refuse = () =>
    Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
  const database: Database = {
    ...house.database,
    query: (text, values) => (away ? refuse() : house.database.query(text, values)),
  };
  const lane = await house.openLane(undefined, { database });
  const arrived = lane.drainAll(createMetricsBatch(listMetrics(2, { device_id: 'patient' })));
  await vi.waitFor(() => expect(lane.drain.state().failures).toBeGreaterThan(2), 10_000);
  const { checkpoint, lagEntries, lagSeconds, alarms } = lane.drain.state();
  expect({ checkpoint, lagEntries, alarms }).toEqual({
    checkpoint: undefined,
    lagEntries: undefined,
    alarms: 0,
  });
  expect(lagSeconds).toBeGreaterThan(0);
  away = false;
  await arrived;
  expect(await house.countMetricsOf('patient')).toBe(2);
});

test('a drain that waits for its database stops at once', async () => {
  const refuse = () =>
    Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
  const lane = await house.openLane(undefined, { database: { ...house.database, query: refuse } });
  await vi.waitFor(() => expect(lane.drain.state().failures).toBeGreaterThan(7), 10_000);
  const startMs = performance.now();
  await lane.drain.stop();
  expect(performance.now() - startMs).toBeLessThan(1_000);
});

test('stopping finishes the transaction that is running', async () => {
  const running = Promise.withResolvers<void>();
  const step = {
    name: 'slow',
    async run(transaction: { query(text: string): Promise<unknown> }) {
      running.resolve();
      await transaction.query('SELECT pg_sleep(0.2)');
    },
  };
  const lane = await house.openLane(undefined, { steps: [step] });
  await lane.spool.append(createMetricsBatch(listMetrics(3, { device_id: 'running' })));
  await running.promise;
  await lane.drain.stop();
  expect(await house.countMetricsOf('running')).toBe(3);
  expect(lane.drain.state().checkpoint).toBe(1);
});

test('a fault of the program is an alarm and is tried again, with pauses', async () => {
  let left = 3;
  const step = {
    name: 'faulty',
    async run() {
      left -= 1;
      if (left >= 0) throw new TypeError('a fault');
    },
  };
  const lane = await house.openLane(undefined, { steps: [step] });
  const startMs = performance.now();
  await lane.drainAll(createMetricsBatch(listMetrics(3, { device_id: 'faulty' })));
  // 20, 40 and 80 ms, each by chance down to half.
  expect(performance.now() - startMs).toBeGreaterThan(70);
  expect(await house.countMetricsOf('faulty')).toBe(3);
  expect(lane.drain.state()).toMatchObject({ failures: 3, alarms: 3 });
});

test('a listener that throws or rejects harms nobody', async () => {
  const lane = await house.openLane();
  const told: number[] = [];
  lane.drain.onCommitted(() => {
    throw new Error('thrown');
  });
  lane.drain.onCommitted(async () => {
    throw new Error('rejected');
  });
  const end = lane.drain.onCommitted(({ sequence }) => told.push(sequence));
  await lane.drainAll(createMetricsBatch(listMetrics(1)));
  end();
  await lane.drainAll(createMetricsBatch(listMetrics(1)));
  expect(told).toEqual([1]);
  expect(lane.drain.state().listenerFailures).toBe(4);
});
