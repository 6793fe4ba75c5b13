import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DrainFixture, Lane } from '../../../test/test-lanes.ts';
import {
  createDrainFixture,
  createMetricsBatch,
  createRequest,
  createRequestsBatch,
  listMetrics,
  noonMs,
} from '../../../test/test-lanes.ts';
import { limits, systemClock } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { Demo } from './demo.ts';
import { createDemo } from './demo.ts';

let house: DrainFixture;
let lane: Lane;
let demo: Demo;
beforeEach(async () => {
  house = await createDrainFixture();
  lane = await house.openLane();
  demo = createDemo({ database: house.database, clock: systemClock });
});
afterEach(() => house.stop());

const dayMs = 86_400_000;
const actor = { username: 'ada' };
const both = ['real', 'simulated'] as const;

/** Requests of both origins on three days, the same number of each. */
const listRequests = (count: number, receivedAtMs: number) =>
  Array.from({ length: count }, (_, i) =>
    createRequest({
      timestamp: noonMs - (i % 3) * dayMs + i * 50,
      received_at: receivedAtMs,
      endpoint: `/api/v1/${i % 5}`,
      provenance: both[Math.floor(i / 3) % 2],
    }),
  );

async function countOf(table: string, where = 'true'): Promise<number> {
  const [row] = await house.database.query<{ count: number }>(
    `SELECT count(*) FROM ${table} WHERE ${where}`,
  );
  return row?.count ?? 0;
}
const simulated = `provenance = 'simulated'`;

test('rows and sums of every day go, more than one statement removes; what is real stays', async () => {
  const many = limits.rowsRemovedMax + 500;
  await lane.drainAll(
    createRequestsBatch(listRequests(6 * 50, Date.now() - 1)),
    createMetricsBatch(listMetrics(many, { provenance: 'simulated', received_at: Date.now() - 1 })),
    createMetricsBatch(listMetrics(7)),
  );
  const { removed } = await demo.remove(actor);
  expect(removed).toMatchObject({ api_request_logs: 150, device_metrics: many });
  expect(await countOf('device_metrics')).toBe(7);
  expect(await countOf('api_request_logs')).toBe(150);
  expect(await countOf('api_performance_hour', simulated)).toBe(0);
  expect(await house.compareRollups()).toEqual([]);
  expect(await demo.remove(actor)).toEqual({ removed: {}, kept: {}, demo_id: null });
});

test('while a simulated sender goes on: sums equal a recount, and what was there before is gone', async () => {
  await lane.drainAll(createRequestsBatch(listRequests(3_000, Date.now())));
  const other = await house.openLane();
  let isOver = false;
  let batches = 0;
  async function send(to: Lane): Promise<void> {
    while (!isOver) {
      await to.drainAll(createRequestsBatch(listRequests(60, Date.now())));
      batches += 1;
    }
  }
  const sending = [lane, other].map(send);
  await expect.poll(() => batches).toBeGreaterThan(4);
  const before = new Date(Date.now() - 1).toISOString();
  const sentBefore = batches;
  await demo.remove(actor);
  // A drain that did not wait for a new lane would be seen here as well.
  const late = await house.openLane();
  await late.drainAll(createRequestsBatch(listRequests(60, Date.now())));
  isOver = true;
  await Promise.all(sending);
  expect(batches).toBeGreaterThan(sentBefore);
  expect(await house.compareRollups()).toEqual([]);
  expect(await countOf('api_request_logs', `${simulated} AND received_at < '${before}'`)).toBe(0);
  expect(await countOf('api_request_logs', `provenance = 'real'`)).toBe(1_500 + (batches + 1) * 30);
});

test('one that broke off between the rows of a day and its sums is made good by the next', async () => {
  await lane.drainAll(createRequestsBatch(listRequests(600, Date.now() - 1)));
  await house.database.query(`DELETE FROM api_request_logs WHERE provenance = 'real'`);
  let transactions = 0;
  const breaking: Database = {
    ...house.database,
    transaction: (run) => {
      transactions += 1;
      // The first holds the demo; the second removes the sums of the first day.
      if (transactions === 3) throw new Error('the server went away');
      return house.database.transaction(run);
    },
  };
  const broken = createDemo({ database: breaking, clock: systemClock });
  await expect(broken.remove(actor)).rejects.toThrow('went away');
  expect(await countOf('api_performance_hour', simulated)).toBeGreaterThan(0);
  await demo.remove(actor);
  expect(await countOf('api_performance_hour', simulated)).toBe(0);
  expect(await countOf('api_request_logs')).toBe(0);
});

test('another call about the demo is told to come again while one goes on', async () => {
  await house.database.transaction(async (transaction) => {
    await transaction.query('SELECT pg_advisory_xact_lock(7240515)');
    await expect(demo.remove(actor)).rejects.toMatchObject({
      code: 'overloaded',
      retryAfterSeconds: 5,
    });
  });
});
