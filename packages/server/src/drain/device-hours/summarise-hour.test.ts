import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdSteps } from './hold-steps.ts';
import type { MeasuredRow } from './summarise-hour.ts';
import { summariseHour } from './summarise-hour.ts';

const minute = 60_000;
const holdMs = 5 * minute;
const span = { fromMs: 0, toMs: 60 * minute };

const rowAt = (minutes: number, measured: Partial<MeasuredRow> = {}): MeasuredRow => ({
  atMs: minutes * minute,
  transaction_count: null,
  cpu_percent: null,
  memory_percent: null,
  disk_percent: null,
  network_latency_ms: null,
  error_rate: null,
  active_connections: null,
  queue_depth: null,
  ...measured,
});

const cpu = (minutes: number, value: number) => rowAt(minutes, { cpu_percent: value });

test('a value counts for as long as it stood, and a gap counts for nothing', () => {
  const rows = [cpu(-2, 100), cpu(1, 10), cpu(2, 20), cpu(30, 50)];
  const hour = summariseHour(rows, span, holdMs);
  // 100 for one minute, 10 for one, 20 for five, 50 for five.
  expect(hour?.measurements.cpu_percent).toEqual({
    seconds: 12 * 60,
    mean: (100 + 10 + 5 * 20 + 5 * 50) / 12,
    minimum: 10,
    maximum: 100,
    p95: 100,
  });
  expect(hour?.samples).toBe(3);
});

test('what was not measured has no mean, and does not end what stood', () => {
  const rows = [cpu(0, 10), rowAt(2, { queue_depth: 7 })];
  const { measurements } = summariseHour(rows, span, holdMs) ?? {};
  expect(measurements?.cpu_percent).toMatchObject({ seconds: 300, mean: 10 });
  expect(measurements?.queue_depth).toMatchObject({ seconds: 300, mean: 7 });
  expect(measurements?.memory_percent).toEqual({
    seconds: 0,
    mean: null,
    minimum: null,
    maximum: null,
    p95: null,
  });
});

test('a short spike does not decide the 95th percentile', () => {
  const rows = Array.from({ length: 60 }, (_, i) => cpu(i, i === 30 ? 99 : 20));
  expect(summariseHour(rows, span, holdMs)?.measurements.cpu_percent).toMatchObject({
    seconds: 3_600,
    p95: 20,
    maximum: 99,
  });
});

test('an hour into which nothing stands is unknown; one into which a value stands is not', () => {
  expect(summariseHour([], span, holdMs)).toBeUndefined();
  expect(summariseHour([cpu(-5, 1)], span, holdMs)).toBeUndefined();
  expect(summariseHour([cpu(-4, 1)], span, holdMs)).toMatchObject({ samples: 0 });
});

test('transactions are counted where the count grows, over its new beginning, not over a gap', () => {
  const counts: [number, number][] = [
    [-1, 90],
    [1, 93],
    [3, 95],
    [4, 2],
    [6, 3],
    [40, 50],
    [41, 51],
    [61, 60],
  ];
  const rows = counts.map(([at, count]) => rowAt(at, { transaction_count: count }));
  expect(summariseHour(rows, span, holdMs)?.transactions).toBe(3 + 2 + 2 + 1 + 1);
});

test('what stands is never more than the span, and never longer than it may', () => {
  const steps = fc
    .array(fc.record({ atMs: fc.integer({ min: -400, max: 1_200 }), value: fc.integer() }))
    .map((list) => list.toSorted((a, b) => a.atMs - b.atMs));
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 300 }), (list, hold) => {
      const held = holdSteps(list, { fromMs: 0, toMs: 1_000 }, hold);
      // Millisecond by millisecond.
      let expected = 0;
      for (let at = 0; at < 1_000; at += 1) {
        const last = list.findLast(({ atMs }) => atMs <= at);
        if (last !== undefined && at - last.atMs < hold) expected += 1;
      }
      expect(held.reduce((sum, { milliseconds }) => sum + milliseconds, 0)).toBe(expected);
      expect(held.every(({ milliseconds }) => milliseconds <= hold)).toBe(true);
    }),
    { numRuns: 50 },
  );
});
