import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createManualClock, limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { LiveSummary } from '../summary/live-summary.ts';
import { appendEvent } from './append-event.ts';
import { createEventMemory } from './event-memory.ts';
import { readEvents } from './read-events.ts';
import { removeOldEvents } from './remove-old-events.ts';

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase();
});
afterAll(() => scratch.drop());
beforeEach(async () => {
  await scratch.database.query('TRUNCATE live_pending, live_events');
});

const nowMs = Date.parse('2026-01-31T08:00:00Z');
const rows = (count: number): LiveSummary => ({ tables: { error_logs: { real: count } } });

const store = (...counts: readonly number[]) =>
  scratch.database.query(
    'INSERT INTO live_pending (summary) SELECT jsonb_array_elements($1::jsonb)',
    [JSON.stringify(counts.map(rows))],
  );

const append = (own?: LiveSummary) =>
  appendEvent(scratch.database, { serverId: 'here', nowMs, own });

test('what waits is told once, as one event that goes on from the totals', async () => {
  await store(2, 3);
  expect(await append()).toBe(2);
  expect(await append()).toBe(0);
  await store(4);
  await append({ lag: { here: 7 } });
  const { events, totals } = await readEvents(scratch.database, 0);
  expect(events.map(({ change }) => change)).toEqual([rows(5), { ...rows(4), lag: { here: 7 } }]);
  expect(totals?.tables.error_logs).toEqual({ total: 9, today: { real: 9 } });
});

test('who tells waits for whoever is at it, so that no event comes to light behind a later one', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const slow: Pick<Database, 'transaction'> = {
    transaction: (run) =>
      scratch.database.transaction(async (transaction) => {
        const result = await run(transaction);
        await gate;
        return result;
      }),
  };
  const own = { lag: { slow: 5 } };
  const first = appendEvent(slow, { serverId: 'slow', nowMs, own });
  await pause(100);
  await store(2);
  const second = append();
  await pause(100);
  const seen = await readEvents(scratch.database, 0);
  open();
  await Promise.all([first, second]);
  expect(seen.events).toEqual([]);
  const { events, totals } = await readEvents(scratch.database, 0);
  expect(events.map(({ change }) => change)).toEqual([own, rows(2)]);
  expect(totals?.tables.error_logs?.total).toBe(2);
  expect(totals?.lag?.slow?.seconds).toBe(5);
});

test('old events are removed, but never the newest', async () => {
  await store(1);
  await append();
  await store(1);
  await append();
  const clock = createManualClock(nowMs + (limits.liveEventsKeptMinutes + 1) * 60_000);
  expect(await removeOldEvents(scratch.database, clock)).toBe(1);
  const { events, totals } = await readEvents(scratch.database, 0);
  expect(events).toHaveLength(1);
  expect(totals?.tables.error_logs?.total).toBe(2);
});

test('the memory adds up what is between two events, and forgets what is old', () => {
  const memory = createEventMemory();
  for (let id = 1; id <= 5; id += 1) {
    memory.append({ id: id * 10, toldMs: nowMs + id, change: rows(id), bytes: 10 });
  }
  expect(memory.between(20, 40)).toEqual(rows(3 + 4));
  expect(memory.between(50, 50)).toEqual({});
  expect(memory.between(15, 40)).toBeUndefined();
  const later = nowMs + limits.liveEventsKeptMinutes * 60_000 + 3;
  memory.append({ id: 60, toldMs: later, change: rows(6), bytes: 10 });
  expect(memory.between(20, 60)).toBeUndefined();
  expect(memory.between(30, 60)).toEqual(rows(4 + 5 + 6));
  memory.append({ id: 70, toldMs: later, change: rows(7), bytes: limits.liveRememberedBytesMax });
  expect(memory.between(60, 70)).toBeUndefined();
  expect(memory.between(70, 70)).toEqual({});
});
