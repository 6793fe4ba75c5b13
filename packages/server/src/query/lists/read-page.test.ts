import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createLog, createManualClock } from '../../kernel/index.ts';
import { createPartitions } from '../../store/index.ts';
import { writeInstant } from '../parameters/instant.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import { runRead } from '../run-read.ts';
import { insertRows } from '../test/generated-rows.ts';
import { findListing } from './find-listing.ts';
import type { Order } from './list-request.ts';
import { readListRequest } from './list-request.ts';
import { listRows } from './list-rows.ts';
import type { Listing } from './listing.ts';
import { readPage } from './read-page.ts';

const dayMs = 86_400_000;
const today = Date.UTC(2026, 0, 31) / dayMs;
const days = 60;
let place: TestDatabase;
let deps: QueryDeps;
let listing: Listing;

const metric = (timestamp: string, device: string) => ({
  timestamp,
  received_at: timestamp,
  provenance: 'real',
  device_id: device,
});

beforeAll(async () => {
  place = await createTestDatabase();
  deps = { database: place.database, clock: createManualClock(today * dayMs + dayMs / 2) };
  const found = findListing('device-metrics');
  if (found === undefined) throw new Error('no list');
  listing = found;
  const partitions = createPartitions({
    ...deps,
    database: place.database,
    log: createLog('warn'),
  });
  await partitions.ensure(
    'device_metrics',
    Array.from({ length: days }, (_, i) => today - i),
  );
  await place.database.query(
    `INSERT INTO device_metrics (timestamp, received_at, provenance, device_id)
     SELECT to_timestamp(($1::int - i % $2) * 86400 + i % 7), now(), 'real', 'pos-' || i % 5
     FROM generate_series(1, 6000) AS i`,
    [today, days],
  );
});

afterAll(() => place.drop());

/** How many partitions up to today a page has PostgreSQL open, seen by its locks. */
async function countOpened(parameters: Parameters): Promise<number> {
  const request = readListRequest(listing, parameters);
  return runRead(deps, async (reader) => {
    const newest = writeInstant(deps.clock.nowMs());
    await readPage(reader, request, { rows: request.limit ?? 100, bytes: 8_388_608 }, newest);
    const [opened] = await reader
      .selectFrom('pg_locks')
      .innerJoin('pg_class', 'pg_class.oid', 'pg_locks.relation')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('pg_class.relname', 'like', 'device_metrics_2%')
      .where('pg_class.relname', '<=', 'device_metrics_2026_01_31')
      .where('pg_class.relkind', '=', 'r')
      .execute();
    return opened?.count ?? 0;
  });
}

async function cursorAfter(pages: number, parameters: Parameters): Promise<string> {
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const asked = cursor === undefined ? parameters : { ...parameters, cursor };
    cursor = (await listRows(deps, listing, asked)).next_cursor ?? undefined;
  }
  return cursor ?? '';
}

test.each<Order>(['desc', 'asc'])(
  'a page of an open list (%s) opens few of the partitions, the first page as a later one',
  async (order) => {
    expect(await countOpened({ order, limit: 50 })).toBeLessThanOrEqual(2);
    const cursor = await cursorAfter(30, { order, limit: 50 });
    expect(await countOpened({ order, limit: 50, cursor })).toBeLessThanOrEqual(2);
  },
);

test('a page of a range opens only the partitions of the range', async () => {
  const range = { start_date: '2026-01-10', end_date: '2026-01-12', limit: 1000 };
  expect(await countOpened(range)).toBe(3);
});

test('an open list that has few rows finds them wherever they are', async () => {
  await insertRows(place.database, 'device_metrics', [
    metric('2025-12-05T00:00:00Z', 'rare'),
    metric('2026-01-02T00:00:00Z', 'rare'),
    metric('2026-01-31T23:00:00Z', 'rare'),
  ]);
  const found = await listRows(deps, listing, { device_id: 'rare' });
  expect(found.data.map((row) => row.timestamp)).toEqual([
    '2026-01-31T23:00:00.000000Z',
    '2026-01-02T00:00:00.000000Z',
    '2025-12-05T00:00:00.000000Z',
  ]);
  expect(found.next_cursor).toBeNull();
  expect(
    await listRows(deps, listing, { device_id: 'rare', order: 'asc', limit: 2 }),
  ).toMatchObject({
    data: [{ timestamp: '2025-12-05T00:00:00.000000Z' }, {}],
    next_cursor: expect.any(String),
  });
  expect((await listRows(deps, listing, { device_id: 'nobody' })).data).toEqual([]);
});

test.each<Order>(['desc', 'asc'])(
  'rows that arrive between pages (%s) neither hide a row nor show one twice',
  async (order) => {
    const device = `busy-${order}`;
    const instant = '2026-01-20T10:00:00.000001Z';
    const batch = (count: number) =>
      insertRows(
        place.database,
        'device_metrics',
        Array.from({ length: count }, () => metric(instant, device)),
      );
    await batch(40);
    const before = await place.database.query<{ id: number }>(
      'SELECT id FROM device_metrics WHERE device_id = $1',
      [device],
    );
    const seen: number[] = [];
    let cursor: string | null | undefined;
    for (let page = 0; cursor !== null && page < 200; page += 1) {
      const asked = { device_id: device, order, limit: 3, ...(cursor && { cursor }) };
      const answer = await listRows(deps, listing, asked);
      seen.push(...answer.data.map((row) => Number(row.id)));
      cursor = answer.next_cursor;
      if (page < 10) await batch(1);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(before.filter(({ id }) => !seen.includes(id))).toEqual([]);
  },
);
