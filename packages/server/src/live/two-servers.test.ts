import { setTimeout as pause } from 'node:timers/promises';
import type { LiveMessage } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectHouse } from '../../test/call-house.ts';
import { followByEvents, followBySocket } from '../../test/follow-house.ts';
import type { TestHouse } from '../../test/test-house.ts';
import { startTestHouse } from '../../test/test-house.ts';

let here: TestHouse;
let there: TestHouse;
beforeAll(async () => {
  here = await startTestHouse();
  there = await startTestHouse({ besides: here });
});
afterAll(async () => {
  await there.remove();
  await here.remove();
});

const tables = ['error_logs', 'performance_metrics'] as const;
type Sums = Record<(typeof tables)[number], number>;

const records = {
  error_logs: { category: 'api', severity: 'error', error_message: 'no' },
  performance_metrics: { metric_name: 'queue', metric_value: 1 },
} as const;

/** One stay of a client at a server: which, by which way, and how long. */
interface Stay {
  readonly isThere: boolean;
  readonly bySocket: boolean;
  readonly ms: number;
}

interface Sent {
  readonly isThere: boolean;
  readonly table: (typeof tables)[number];
  readonly rows: number;
  readonly afterMs: number;
}

/** What a client has added up: a picture says how much there is, a change how much more. */
function addUp(sums: Sums, { event, data }: LiveMessage): void {
  for (const table of tables) {
    if (event === 'picture') sums[table] = data.metrics?.tables[table]?.today ?? 0;
    if (event === 'change') sums[table] += data.metrics?.new?.tables[table] ?? 0;
  }
}

/** Goes from stay to stay, each time on from the last message; then stays until nothing is missing. */
async function wander(stays: readonly Stay[], isComplete: (sums: Sums) => boolean) {
  const sums: Sums = { error_logs: 0, performance_metrics: 0 };
  const messages: LiveMessage[] = [];
  let lastId: string | undefined;
  const stay = async ({ isThere, bySocket }: Stay, until: () => Promise<unknown>) => {
    const house = isThere ? there : here;
    const headers = { authorization: `Bearer ${here.adminKey}` };
    const query = lastId === undefined ? '' : `?last_event_id=${lastId}`;
    const follow = bySocket ? followBySocket : followByEvents;
    const follower = await follow(house, headers, query);
    await until();
    await follower.stop();
    for (const message of follower.messages) addUp(sums, message);
    messages.push(...follower.messages);
    lastId = follower.lastId() ?? lastId;
  };
  for (const each of stays) await stay(each, () => pause(each.ms));
  for (let tries = 0; tries < 8 && !isComplete(sums); tries += 1) {
    await stay({ isThere: tries % 2 === 0, bySocket: false, ms: 0 }, () => pause(1_200));
  }
  return { sums, messages };
}

const stay = fc.record({
  isThere: fc.boolean(),
  bySocket: fc.boolean(),
  ms: fc.integer({ min: 0, max: 700 }),
});
const sent = fc.record({
  isThere: fc.boolean(),
  table: fc.constantFrom(...tables),
  rows: fc.integer({ min: 1, max: 40 }),
  afterMs: fc.integer({ min: 0, max: 200 }),
});

async function sendAll(batches: readonly Sent[]): Promise<void> {
  for (const { isThere, table, rows, afterMs } of batches) {
    await pause(afterMs);
    const body = Array.from({ length: rows }, () => records[table]);
    await expectHouse(isThere ? there : here, `POST /ingest/${table}`, 200, body, here.adminKey);
  }
  await Promise.all([here.drained(), there.drained()]);
}

async function countStored(): Promise<Sums> {
  const [row] = await here.database.query<Sums>(
    `SELECT (SELECT count(*) FROM error_logs) AS error_logs,
       (SELECT count(*) FROM performance_metrics) AS performance_metrics`,
  );
  return row ?? { error_logs: 0, performance_metrics: 0 };
}

test('clients that come and go add up exactly what was committed, whichever server they are at', async () => {
  const plan = fc.record({
    clients: fc.array(fc.array(stay, { minLength: 1, maxLength: 6 }), {
      minLength: 4,
      maxLength: 4,
    }),
    batches: fc.array(sent, { minLength: 5, maxLength: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ clients, batches }) => {
      let expected: Sums | undefined;
      const isComplete = (sums: Sums) =>
        expected !== undefined && tables.every((table) => sums[table] >= (expected?.[table] ?? 0));
      const wandering = clients.map((stays) => wander(stays, isComplete));
      await sendAll(batches);
      expected = await countStored();
      for (const { sums, messages } of await Promise.all(wandering)) {
        expect(sums).toEqual(expected);
        expect(messages.filter(({ event }) => event === 'picture')).toHaveLength(1);
        const ids = messages.flatMap(({ id }) => (id === undefined ? [] : [Number(id)]));
        expect(ids).toEqual(ids.toSorted((a, b) => a - b));
      }
    }),
    { numRuns: 2 },
  );
}, 60_000);

test('what a server stored and did not live to tell, another one tells', async () => {
  const follower = await followByEvents(here, { authorization: `Bearer ${here.adminKey}` });
  await here.database.query(
    `INSERT INTO live_pending (summary) VALUES ('{"tables": {"job_outcomes": {"real": 7}}}')`,
  );
  const message = await follower.find(
    ({ event, data }) => event === 'change' && data.metrics?.new?.tables.job_outcomes !== undefined,
  );
  expect(message.data).toMatchObject({ metrics: { new: { tables: { job_outcomes: 7 } } } });
  await follower.stop();
}, 15_000);
