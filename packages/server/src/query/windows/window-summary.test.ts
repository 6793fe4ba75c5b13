import fc from 'fast-check';
import { expect, test } from 'vitest';
import { medianOf, quantileOf, summarise } from './statistics.ts';
import { growthPerMinute, holdSteps } from './step-hold.ts';
import { createWindowSummary } from './window-summary.ts';

const second = 1_000;
const grid = { fromMs: 0, toMs: 60 * second, points: 60 };

test('a value stands until the next one, and no longer than it may', () => {
  const steps = [
    { atMs: -10 * second, value: 1 },
    { atMs: 30 * second, value: 2 },
  ];
  const held = holdSteps(steps, grid, 25 * second);
  expect(held.slice(0, 15)).toEqual(Array(15).fill(1));
  expect(held.slice(15, 30)).toEqual(Array(15).fill(undefined));
  expect(held.slice(30, 55)).toEqual(Array(25).fill(2));
  expect(held.slice(55)).toEqual(Array(5).fill(undefined));
});

test('thinning a constant away changes no mean', () => {
  const values = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), {
    minLength: 60,
    maxLength: 60,
  });
  fc.assert(
    fc.property(values, (each) => {
      // Runs of three alike, of which the door keeps the first.
      const all = each.map((_, i) => ({ atMs: i * second, value: each[i - (i % 3)] ?? 0 }));
      const kept = all.filter((_, i) => i % 3 === 0);
      expect(holdSteps(kept, grid, 300 * second)).toEqual(holdSteps(all, grid, 300 * second));
    }),
  );
});

test('a count that begins again at midnight grows on', () => {
  const counts = [98, 99, undefined, 100, 2, 3];
  expect(growthPerMinute(counts, { fromMs: 0, toMs: 60 * second, points: 6 })).toEqual([6, 12, 6]);
});

test('statistics of known numbers', () => {
  const statistics = summarise([1, 2, 3, 4, 100]);
  expect(statistics).toMatchObject({ samples: 5, mean: 22, mad: 1 });
  expect(statistics?.sd).toBeCloseTo(43.6, 1);
  expect(statistics?.level).toBeLessThan(22);
  expect(summarise([])).toBeUndefined();
  expect(quantileOf([0, 10], 0.95)).toBeCloseTo(9.5);
  expect(medianOf([3, 1, 2])).toBe(2);
});

test('values that resemble the one before are worth fewer', () => {
  const slow = Array.from({ length: 100 }, (_, i) => Math.sin(i / 15));
  const quick = Array.from({ length: 100 }, (_, i) => (i * 7919) % 101);
  expect(summarise(slow)?.effective).toBeLessThan(10);
  expect(summarise(quick)?.effective).toBeGreaterThan(60);
});

const report = (atMs: number, isHealthy = true) => ({ atMs, isHealthy, responseTimeMs: 10 });

test('reports tell of health and of silence', () => {
  const request = { deviceId: 'a', fromMs: 0, toMs: 60 * second, intervalSeconds: 5 };
  const reports = [0, 5, 10, 15, 20, 25].map((at) => report(at * second, at !== 10));
  const { metrics, ...counts } = createWindowSummary(request, [], reports, 300 * second);
  expect(counts).toMatchObject({ reports: 6, samples: 0 });
  expect(metrics.unhealthy_share?.mean).toBeCloseTo(1 / 6);
  expect(metrics.silent_share).toMatchObject({ samples: 6, mean: 0.5 });
  expect(metrics.cpu_percent).toBeUndefined();
});

test('a window of nothing is silence and nothing else', () => {
  const request = { deviceId: 'a', fromMs: 0, toMs: 60 * second, intervalSeconds: 5 };
  const { metrics } = createWindowSummary(request, [], [], 300 * second);
  expect(Object.keys(metrics)).toEqual(['silent_share']);
  expect(metrics.silent_share?.mean).toBe(1);
});
