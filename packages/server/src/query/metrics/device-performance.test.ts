import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settleDeviceHours } from '../../drain/index.ts';
import { createManualClock } from '../../kernel/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { readDevicePerformance } from './device-performance.ts';
import type { MetricHouse } from './test/metric-house.ts';
import { createRecords, nowMs, startMetricHouse } from './test/metric-house.ts';

/** As the house has it, which settles hours by itself. */
const holdMs = 600_000;
const measured = ['cpu_percent', 'memory_percent', 'network_latency_ms'] as const;
const percent = fc.option(
  fc.integer({ min: 0, max: 1_000 }).map((tenths) => tenths / 10),
  {
    freq: 6,
  },
);

let place: MetricHouse;

beforeAll(async () => {
  place = await startMetricHouse();
  const records = createRecords(2_500, {
    device_id: fc.constantFrom('pos-1', 'pos-2'),
    cpu_percent: percent,
    memory_percent: percent,
    network_latency_ms: percent,
  });
  // One origin a device, as devices have.
  for (const [device, provenance] of [
    ['pos-1', 'real'],
    ['pos-2', 'simulated'],
  ]) {
    const own = records.filter((each) => (each as { device_id: string }).device_id === device);
    await place.send('device_metrics', own, provenance);
  }
});

afterAll(() => place.house.remove());

const read = (device: string, parameters: Parameters) =>
  readDevicePerformance({ ...place.deps, holdMs }, device, parameters);

/** For how long each value stood in each bucket, by SQL. */
const heldText = (column: string, interval: string): string => `
  WITH steps AS (
    SELECT "timestamp" AS at, ${column} AS value,
      least("timestamp" + interval '${holdMs} milliseconds', $2::timestamptz,
        lead("timestamp") OVER (ORDER BY "timestamp", id)) AS until
    FROM device_metrics WHERE device_id = $3 AND ${column} IS NOT NULL),
  held AS (
    SELECT bucket, value, extract(epoch FROM least(until, bucket + interval '1 ${interval}', $2::timestamptz)
      - greatest(at, bucket, $1::timestamptz)) AS seconds
    FROM generate_series(date_trunc('${interval}', $1::timestamptz), $2::timestamptz, interval '1 ${interval}') AS bucket
    JOIN steps ON at < bucket + interval '1 ${interval}' AND until > greatest(bucket, $1::timestamptz) AND at < $2)
  SELECT bucket, sum(value * seconds) / sum(seconds) AS avg, min(value) AS min, max(value) AS max,
    sum(seconds) AS covered_seconds
  FROM held WHERE seconds > 0 GROUP BY bucket ORDER BY bucket`;

const asked: [string, Parameters][] = [
  ['a day by hour', {}],
  ['sixty hours by hour', { hours: 60 }],
  ['three days by day', { hours: 60, interval: 'day' }],
  ['two hours by minute', { hours: 2 }],
  ['a range in the past', { start_date: '2026-01-04T03:20:00Z', end_date: '2026-01-04T05:10:00Z' }],
];

function compareAll(): void {
  test.each(asked)('%s', async (_, parameters) => {
    for (const device of ['pos-1', 'pos-2']) {
      const answer = await read(device, parameters);
      expect(answer.series.length).toBeGreaterThan(0);
      for (const name of measured) {
        const exact = await place.recount(heldText(name, answer.interval), [
          answer.from,
          answer.to,
          device,
        ]);
        const told = answer.series.filter((each) => each[name].covered_seconds > 0);
        expect(told.map(({ bucket }) => bucket)).toEqual(exact.map(({ bucket }) => bucket));
        for (const [i, each] of told.entries()) {
          expect(each[name].avg).toBeCloseTo(Number(exact[i]?.avg), 4);
          expect(each[name].covered_seconds).toBeCloseTo(Number(exact[i]?.covered_seconds), 2);
          expect(each[name]).toMatchObject({ min: exact[i]?.min, max: exact[i]?.max });
        }
        const seconds = exact.reduce((sum, each) => sum + Number(each.covered_seconds), 0);
        expect(answer.total[name].covered_seconds).toBeCloseTo(seconds, 2);
      }
    }
  });
}

describe(
  'before any hour is settled, time-weighted measurements equal a recount by SQL',
  compareAll,
);

describe('after hours were settled', () => {
  beforeAll(async () => {
    const { database } = place.house;
    await settleDeviceHours({ database, clock: place.deps.clock }, { holdMs });
    // On a slow machine the house may have been faster.
    const [row] = await place.recount('SELECT count(*) FROM device_performance_hour', []);
    expect(row?.count).toBeGreaterThan(20);
  });
  compareAll();
});

test('the 95th percentile of an hour is told, and none of several hours', async () => {
  const { series, total } = await read('pos-1', { hours: 24 });
  for (const { cpu_percent: cpu } of series) {
    if (cpu.covered_seconds === 0) continue;
    expect(cpu.p95).toBeGreaterThanOrEqual(cpu.avg ?? 0);
    expect(cpu.p95).toBeLessThanOrEqual(cpu.max ?? 0);
  }
  expect(total.cpu_percent.p95).toBeNull();
});

test('only rows of an origin', async () => {
  expect((await read('pos-1', { provenance: 'simulated' })).series).toEqual([]);
  expect((await read('pos-2', { provenance: 'simulated' })).series).not.toEqual([]);
  await expect(read('pos-1', { provenance: 'dreamt' })).rejects.toMatchObject({
    path: 'query.provenance',
  });
});

test('where a sample has the name of a device, they are not mixed', async () => {
  const at = (minute: number) => new Date(nowMs - 3_600_000 + minute * 60_000).toISOString();
  const measure = (minutes: readonly number[], cpu_percent: number) =>
    minutes.map((minute) => ({ timestamp: at(minute), device_id: 'pos-3', cpu_percent }));
  await place.send('device_metrics', measure([2, 6, 10, 14], 10), 'real');
  await place.send('device_metrics', measure([3], 90), 'sample');
  const { total } = await read('pos-3', { hours: 2, interval: 'hour' });
  expect(total.cpu_percent).toMatchObject({ avg: 10, max: 10 });
});

test('nor are they by day, whether their hours are settled or open', async () => {
  const { database } = place.house;
  const days = { hours: 100, interval: 'day' };
  const open = await read('pos-3', days);
  expect(open.total.cpu_percent).toMatchObject({ avg: 10, max: 10, covered_seconds: 1_320 });
  expect(open.series).toHaveLength(1);
  await settleDeviceHours(
    { database, clock: createManualClock(nowMs + 5 * 3_600_000) },
    { holdMs },
  );
  expect((await read('pos-3', days)).total).toEqual({
    ...open.total,
    // Rounded otherwise where PostgreSQL adds up.
    cpu_percent: { ...open.total.cpu_percent, avg: expect.closeTo(10, 9) },
  });
  const sample = await read('pos-3', { ...days, provenance: 'sample' });
  expect(sample.total.cpu_percent).toMatchObject({ avg: expect.closeTo(90, 9), p95: 90 });
  const at = new Date(nowMs - 3_600_000 + 16 * 60_000).toISOString();
  await place.send(
    'device_metrics',
    [{ timestamp: at, device_id: 'pos-3', cpu_percent: 50 }],
    'real',
  );
  expect((await read('pos-3', days)).total.cpu_percent).toMatchObject({
    max: 50,
    covered_seconds: 1_440,
  });
});

test('a device that nobody knows has measured nothing', async () => {
  const answer = await read('device-123', { hours: 1 });
  expect(answer.series).toEqual([]);
  expect(answer.total.cpu_percent).toEqual({
    avg: null,
    min: null,
    max: null,
    p95: null,
    covered_seconds: 0,
  });
});

test('minutes are told for a day at most', async () => {
  await expect(read('pos-1', { hours: 30, interval: 'minute' })).rejects.toMatchObject({
    path: 'query.interval',
  });
});

test('nothing is known of what is to come', async () => {
  const answer = await read('pos-1', { hours: 1 });
  expect(answer.to).toBe(`${new Date(nowMs).toISOString().slice(0, -1)}000Z`);
});
