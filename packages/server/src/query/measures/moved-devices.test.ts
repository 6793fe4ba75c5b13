import { randomUUID } from 'node:crypto';
import { alertMeasureOf } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createLog, createManualClock } from '../../kernel/index.ts';
import { createPartitions } from '../../store/index.ts';
import { createMovedDevices } from './moved-devices.ts';
import { readSeries } from './read-series.ts';
import type { SeriesRow } from './series-row.ts';

const minuteMs = 60_000;
const beganMs = Date.parse('2026-01-15T12:00:00Z');
let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const { database } = testDatabase;
  const clock = createManualClock(beganMs);
  await createPartitions({ database, clock, log: createLog('fatal') }).ensureAhead();
  await database.query(`INSERT INTO sites (site_id, name) VALUES ('s1', 'a'), ('s2', 'b')`);
  await database.query(
    `INSERT INTO devices (device_id, name, device_type, site_id)
     SELECT 'd' || n, 'd', 'pos_terminal', sites.id FROM generate_series(1, 4) AS n
     JOIN sites ON site_id = CASE WHEN n < 3 THEN 's1' ELSE 's2' END`,
  );
});
afterAll(() => testDatabase.drop());

interface Row {
  readonly device: string;
  readonly provenance: string;
  readonly count: number | null;
  readonly atMs: number;
}

const values = [
  'cpu_percent',
  'memory_percent',
  'disk_percent',
  'network_latency_ms',
  'error_rate',
];
const valueNames = values.flatMap((name) => [`${name}_count`, `${name}_sum`, `${name}_histogram`]);

/** Stores rows as a drain does: with what the rollup of their minutes counts, in one transaction. */
async function store(rows: readonly Row[]): Promise<void> {
  const given = [
    rows.map(({ atMs }) => new Date(atMs).toISOString()),
    rows.map(({ provenance }) => provenance),
  ];
  await testDatabase.database.transaction(async ({ query }) => {
    await query(
      `INSERT INTO device_metrics ("timestamp", received_at, provenance, device_id, transaction_count)
       SELECT at, at, provenance, device, count
       FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::int[])
         AS given (at, provenance, device, count)`,
      [...given, rows.map(({ device }) => device), rows.map(({ count }) => count)],
    );
    await query(
      `INSERT INTO device_measurements_minute (bucket, provenance, writer, count, ${valueNames.join(', ')})
       SELECT date_trunc('minute', at, 'UTC'), provenance, $3, count(*),
         ${values.map(() => `0, 0, ''::bytea`).join(', ')}
       FROM unnest($1::timestamptz[], $2::text[]) AS given (at, provenance) GROUP BY 1, 2`,
      [...given, randomUUID()],
    );
  });
}

const inOrder = (rows: readonly SeriesRow[]) => rows.map((row) => JSON.stringify(row)).sort();

const row = fc.record({
  device: fc.constantFrom('d1', 'd2', 'd3', 'd4'),
  provenance: fc.constantFrom('real', 'real', 'simulated', 'sample'),
  count: fc.constantFrom(5, 5, 5, 6, 0, null),
  // Most come in time; some were on their way for long.
  agoMs: fc.oneof(fc.integer({ min: 0, max: 59_999 }), fc.integer({ min: 0, max: 35 * minuteMs })),
});
const look = fc.record({
  minutes: fc.constantFrom(1, 1, 1, 2, 7, 40),
  rows: fc.array(row, { maxLength: 4 }),
  siteIds: fc.constantFrom(['s1', 's2'], ['s1', 's2'], ['s2'], []),
});

test('looks that go on from the one before see what looks at all rows see', async () => {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(look, { minLength: 12, maxLength: 12 }), async (looks) => {
      await testDatabase.database.query(
        'DELETE FROM device_metrics; DELETE FROM device_measurements_minute',
      );
      const moved = createMovedDevices();
      let toMs = beganMs;
      for (const { minutes, rows, siteIds } of looks) {
        toMs += minutes * minuteMs;
        await store(rows.map(({ agoMs, ...rest }) => ({ ...rest, atMs: toMs - 1 - agoMs })));
        const request = {
          measure: alertMeasureOf('active_while_closed'),
          filters: {},
          groupBy: [],
          provenances: ['real', 'simulated'] as const,
          fromMs: toMs - 15 * minuteMs,
          toMs,
          holdMs: 300_000,
          siteIds,
        };
        const all = inOrder(await readSeries(testDatabase, request));
        seen += all.length;
        expect(inOrder(await readSeries(testDatabase, { ...request, moved }))).toEqual(all);
      }
    }),
    { numRuns: 25 },
  );
  expect(seen).toBeGreaterThan(20);
});

test('a minute is read again only where rows came to it', async () => {
  await testDatabase.database.query(
    'DELETE FROM device_metrics; DELETE FROM device_measurements_minute',
  );
  const moved = createMovedDevices();
  const measure = alertMeasureOf('active_while_closed');
  const lookAt = (toMs: number) =>
    readSeries(testDatabase, {
      ...{ measure, filters: {}, groupBy: [], provenances: ['real'], holdMs: 300_000, moved },
      ...{ fromMs: toMs - 15 * minuteMs, toMs },
    });
  const plain = { device: 'd1', provenance: 'real', count: 5 };
  await store([-3, -2, -1].map((minute) => ({ ...plain, atMs: beganMs + minute * minuteMs })));
  expect(await lookAt(beganMs)).toEqual([]);
  // Behind the back of the rollup, which is no way in which rows come: nobody looks there again.
  await testDatabase.database.query(
    'UPDATE device_metrics SET transaction_count = 9 WHERE "timestamp" = $1',
    [new Date(beganMs - 2 * minuteMs).toISOString()],
  );
  expect(await lookAt(beganMs + minuteMs)).toEqual([]);
  // One that comes late to that minute is seen.
  await store([{ ...plain, atMs: beganMs - 2 * minuteMs + 1 }]);
  expect(await lookAt(beganMs + minuteMs)).toMatchObject([{ labels: { device_id: 'd1' } }]);
});
