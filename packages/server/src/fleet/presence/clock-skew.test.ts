import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateSkew } from './clock-skew.ts';

const offset = fc.integer({ min: -3_600_000, max: 3_600_000 });
const delay = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 120_000 }));

const estimateAll = (samples: readonly number[], from: number | null = null): number => {
  let known = from;
  for (const sample of samples) known = estimateSkew(known, sample);
  return known ?? Number.NaN;
};

test('the estimate is never below the truth, and never beyond the last way', () => {
  fc.assert(
    fc.property(offset, fc.array(delay, { minLength: 1 }), (truth, delays) => {
      const found = estimateAll(delays.map((way) => truth + way));
      expect(found).toBeGreaterThanOrEqual(truth);
      expect(found).toBeLessThanOrEqual(truth + (delays.at(-1) ?? 0));
    }),
  );
});

test('one report that took a minute moves it by less than a second', () => {
  expect(estimateAll([100, 110, 95, 60_095])).toBeLessThan(1_095);
  expect(estimateAll([100, 110, 95, 60_095, 97])).toBe(97);
});

test('a clock that was set is followed: ahead at once, back within ten minutes of reports', () => {
  expect(estimateAll([20, 20, -3_600_000])).toBe(-3_600_000);
  const later = Array.from({ length: 1_200 }, () => 3_600_000);
  expect(estimateAll([20, ...later])).toBe(3_600_000);
  expect(3_600_000 - estimateAll([20, ...later.slice(0, 120 * 5)])).toBeLessThan(1_000);
});

test('a drift of a tenth of a second a minute is followed closely', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 500 }), (ways) => {
      // Twelve reports a minute.
      const samples = ways.map((way, i) => (i * 100) / 12 + way);
      const truth = ((ways.length - 1) * 100) / 12;
      expect(Math.abs(estimateAll(samples) - truth)).toBeLessThan(64 * 9);
    }),
  );
});

test('a clock in another century fits into the column', () => {
  expect(estimateSkew(null, 1e15)).toBe(2_147_483_647);
  expect(estimateSkew(5, -1e15)).toBe(-2_147_483_647);
});
