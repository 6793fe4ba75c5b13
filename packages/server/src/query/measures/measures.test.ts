import { randomUUID } from 'node:crypto';
import type { AlertMeasureName } from '@homepot/catalogue';
import { alertMeasureOf, histogramRelativeError } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { addToHistogram, createHistogram, encodeHistogram } from '../../drain/index.ts';
import { readSeries } from './read-series.ts';
import type { SeriesRequest } from './series-row.ts';
import { createSlidingWindow } from './sliding-window.ts';

let place: TestDatabase;
beforeAll(async () => {
  place = await createTestDatabase();
});
afterAll(() => place.drop());

const minuteMs = 60_000;
const nowMs = Math.floor(Date.now() / minuteMs) * minuteMs;

/** A request, as it was counted in a minute before now. */
interface Counted {
  readonly minutesAgo: number;
  readonly endpoint: string;
  readonly method: string;
  readonly statusClass: number;
  readonly provenance: string;
  readonly values: readonly number[];
}

const counted: fc.Arbitrary<Counted> = fc.record({
  minutesAgo: fc.integer({ min: -1, max: 8 }),
  endpoint: fc.constantFrom('/a', '/b'),
  method: fc.constantFrom('GET', 'POST'),
  statusClass: fc.constantFrom(2, 4, 5),
  provenance: fc.constantFrom('real', 'simulated'),
  values: fc.array(fc.integer({ min: 1, max: 9_000 }), { maxLength: 5 }),
});

async function fill(rows: readonly Counted[]): Promise<void> {
  await place.database.query('DELETE FROM api_performance_minute');
  for (const row of rows) {
    const histogram = createHistogram();
    for (const value of row.values) addToHistogram(histogram, value);
    await place.database.query(
      `INSERT INTO api_performance_minute (bucket, endpoint, method, status_class, service,
         provenance, writer, count, response_time_ms_count, response_time_ms_sum,
         response_time_ms_histogram) VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8, $9, $10)`,
      [
        new Date(nowMs - row.minutesAgo * minuteMs).toISOString(),
        row.endpoint,
        row.method,
        row.statusClass,
        row.provenance,
        randomUUID(),
        // One request in each has no time.
        row.values.length + 1,
        row.values.length,
        row.values.reduce((sum, value) => sum + value, 0),
        encodeHistogram(histogram),
      ],
    );
  }
}

async function observe(name: AlertMeasureName, over: Partial<SeriesRequest>, windowMs: number) {
  const measure = alertMeasureOf(name);
  const request: SeriesRequest = {
    measure,
    filters: {},
    groupBy: [],
    provenances: ['real'],
    holdMs: 300_000,
    fromMs: nowMs - windowMs,
    toMs: nowMs,
    ...over,
  };
  const window = createSlidingWindow(measure, { windowMs, lookBackMs: 0 });
  window.add(await readSeries(place, request));
  return window.at(nowMs);
}

/** What the measures should say of some rows. */
function recount(rows: readonly Counted[], minutes: number) {
  const values = rows.flatMap((row) => row.values).sort((one, other) => one - other);
  const count = rows.reduce((sum, row) => sum + row.values.length + 1, 0);
  const failed = rows
    .filter(({ statusClass }) => statusClass >= 4)
    .reduce((sum, row) => sum + row.values.length + 1, 0);
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    p95: values[Math.ceil(0.95 * values.length) - 1],
    measured: values.length,
    count,
    share: (100 * failed) / count,
    rate: count / minutes,
  };
}

/** Compares what the measures say of one endpoint with a recount of its rows. */
async function compare(endpoint: string, rows: readonly Counted[], minutes: number): Promise<void> {
  const exact = recount(rows, minutes);
  const one = async (name: AlertMeasureName) => {
    const seen = await observe(name, { groupBy: ['endpoint'] }, minutes * minuteMs);
    return seen.find(({ labels }) => labels.endpoint === endpoint);
  };
  const mean = await one('api_response_time_avg');
  expect(mean?.count ?? 0).toBe(exact.measured);
  if (exact.count === 0) return;
  const share = await one('api_error_rate');
  expect(share?.count).toBe(exact.count);
  expect(share?.value).toBeCloseTo(exact.share, 6);
  expect((await one('api_request_rate'))?.value).toBeCloseTo(exact.rate, 6);
  if (exact.measured === 0) return;
  expect(mean?.value).toBeCloseTo(exact.mean, 6);
  const [p95, exactP95 = 0] = [(await one('api_response_time_p95'))?.value ?? 0, exact.p95];
  const allowed = exactP95 * (histogramRelativeError + 1e-9);
  expect(Math.abs(p95 - exactP95)).toBeLessThanOrEqual(allowed);
}

test('measures of requests are what a recount of the minutes of the window says', async () => {
  const minute = fc.integer({ min: 1, max: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(counted, { maxLength: 25 }), minute, async (rows, minutes) => {
      await fill(rows);
      const inside = rows.filter(
        ({ minutesAgo, provenance }) =>
          minutesAgo >= 1 && minutesAgo <= minutes && provenance === 'real',
      );
      for (const endpoint of ['/a', '/b']) {
        const some = inside.filter((row) => row.endpoint === endpoint);
        await compare(endpoint, some, minutes);
      }
      const posts = inside.filter(({ method }) => method === 'POST');
      const filters = { method: ['POST'] };
      const [filtered] = await observe('api_request_rate', { filters }, minutes * minuteMs);
      expect(filtered?.count ?? 0).toBe(recount(posts, minutes).count);
    }),
    { numRuns: 15 },
  );
});

test('rows of several provenances are subjects apart', async () => {
  const row = { minutesAgo: 1, endpoint: '/a', method: 'GET', statusClass: 2 };
  await fill([
    { ...row, provenance: 'real', values: [10] },
    { ...row, provenance: 'simulated', values: [90] },
  ]);
  const seen = await observe(
    'api_response_time_avg',
    { provenances: ['real', 'simulated'] },
    minuteMs,
  );
  expect(new Map(seen.map(({ provenance, value }) => [provenance, value]))).toEqual(
    new Map([
      ['real', 10],
      ['simulated', 90],
    ]),
  );
});

async function enterDevices(): Promise<void> {
  await place.database.query(`INSERT INTO sites (site_id, name) VALUES ('s1', 's1'), ('s2', 's2')`);
  await place.database.query(
    `INSERT INTO devices (device_id, name, device_type, site_id, segment, is_active)
     SELECT given.id, given.id, 'pos', sites.id, given.segment, given.active
     FROM (VALUES ('d1', 's1', 'tills', true), ('d2', 's2', 'kiosks', true),
       ('gone', 's1', 'tills', false)) AS given (id, site, segment, active)
     JOIN sites ON sites.site_id = given.site`,
  );
}

const measurement = (deviceId: string, secondsAgo: number, cpu: number, transactions: number) =>
  place.database.query(
    `INSERT INTO device_metrics (timestamp, received_at, provenance, device_id, cpu_percent,
       transaction_count) VALUES ($1, $1, 'real', $2, $3, $4)`,
    [new Date(nowMs - secondsAgo * 1_000).toISOString(), deviceId, cpu, transactions],
  );

test('measures of devices are told by device, of active ones, with their site', async () => {
  await enterDevices();
  await measurement('d1', 290, 20, 7);
  await measurement('d1', 10, 40, 9);
  await measurement('d1', 400, 100, 6);
  await measurement('d2', 30, 90, 3);
  await measurement('gone', 30, 90, 3);
  const windowMs = 5 * minuteMs;
  const label = (device_id: string, site_id: string) => ({ device_id, site_id });
  // 100 for 10 s, 20 for 280 s, 40 for 10 s, over five minutes of which the outer ones have two values.
  const mean = expect.closeTo(7_000 / 300, 9);
  expect(await observe('device_cpu_percent', {}, windowMs)).toMatchObject([
    { provenance: 'real', labels: label('d1', 's1'), value: mean, count: 7 },
    { provenance: 'real', labels: label('d2', 's2'), value: 90, count: 1 },
  ]);
  const kiosks = { filters: { segment: ['kiosks'] } };
  expect(await observe('device_cpu_percent', kiosks, windowMs)).toMatchObject([
    { labels: label('d2', 's2') },
  ]);
});

/** The mean of steps over a window of so many seconds before now, second by second. */
function meanOf(steps: readonly { at: number; value: number }[], seconds: number, hold: number) {
  const known = Array.from({ length: seconds }, (_, i) => seconds - i - 0.5).flatMap((ago) => {
    const last = steps.filter(({ at }) => at > ago).sort((one, other) => one.at - other.at)[0];
    return last === undefined || last.at - ago > hold ? [] : [last.value];
  });
  return known.length === 0
    ? undefined
    : known.reduce((sum, value) => sum + value, 0) / known.length;
}

test('the mean of a device is weighted by time: a thinned row stands until the next, a hole is a gap', async () => {
  const step = fc.record({
    at: fc.integer({ min: 1, max: 900 }),
    value: fc.integer({ min: 0, max: 100 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(step, { selector: ({ at }) => at, maxLength: 5 }),
      fc.integer({ min: 1, max: 6 }),
      async (steps, minutes) => {
        await place.database.query('DELETE FROM device_metrics');
        for (const { at, value } of steps) await measurement('d2', at, value, 0);
        const [seen] = await observe('device_cpu_percent', {}, minutes * minuteMs);
        // The snapshot interval, and the five seconds until the device reports again.
        const exact = meanOf(steps, minutes * 60, 305);
        if (exact === undefined) expect(seen).toBeUndefined();
        else expect(seen?.value).toBeCloseTo(exact, 6);
      },
    ),
    { numRuns: 40 },
  );
});

test('transactions are those made since the report before, also over midnight, but not over a hole', async () => {
  await place.database.query('DELETE FROM device_metrics');
  // Before the window, within it, a new day, and a device that was silent for long.
  await measurement('d1', 310, 1, 5);
  await measurement('d1', 280, 1, 8);
  await measurement('d1', 200, 1, 8);
  await measurement('d1', 100, 1, 2);
  await measurement('d2', 1_150, 1, 5);
  await measurement('d2', 100, 1, 50);
  const seen = await observe('active_while_closed', {}, 5 * minuteMs);
  expect(seen.map(({ labels, value }) => [labels.device_id, value])).toEqual([['d1', 5]]);
  expect(await observe('active_while_closed', { siteIds: ['s2'] }, 5 * minuteMs)).toEqual([]);
  // What a simulated terminal of the same name says is not what this one made.
  await place.database.query(
    `INSERT INTO device_metrics (timestamp, received_at, provenance, device_id, transaction_count)
     SELECT timestamp + interval '1 s', received_at, 'simulated', device_id, 900 FROM device_metrics`,
  );
  const provenances = ['real', 'simulated'] as const;
  const both = await observe('active_while_closed', { provenances }, 5 * minuteMs);
  expect(both.map(({ provenance, value }) => [provenance, value])).toEqual([['real', 5]]);
});

test('too many subjects are an error, not a crash', async () => {
  await place.database.query('DELETE FROM api_performance_minute');
  await place.database.query(
    `INSERT INTO api_performance_minute (bucket, endpoint, method, status_class, service, provenance,
       writer, count, response_time_ms_count, response_time_ms_sum, response_time_ms_histogram)
     SELECT $1, '/' || i, 'GET', 2, '', 'real', $2, 1, 1, 1, $3 FROM generate_series(1, 200001) AS i`,
    [new Date(nowMs - minuteMs).toISOString(), randomUUID(), encodeHistogram(createHistogram())],
  );
  const asked = observe('api_response_time_avg', { groupBy: ['endpoint'] }, minuteMs);
  await expect(asked).rejects.toMatchObject({ code: 'rule_invalid', path: 'group_by' });
});
