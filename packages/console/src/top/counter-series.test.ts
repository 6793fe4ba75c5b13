import { expect, test } from 'vitest';
import { createCounterSeries } from './counter-series.ts';

test('what was there at the first look is not new', () => {
  const series = createCounterSeries();
  series.add(500, 0, false);
  series.add(507, 1_000, false);
  expect(series.session()).toBe(7);
});

test('a counter that began anew goes on from where it was, even where it is already higher', () => {
  const series = createCounterSeries();
  series.add(10, 0, false);
  series.add(20, 1_000, false);
  series.add(3, 2_000, false);
  expect(series.session()).toBe(13);
  series.add(9, 3_000, true);
  expect(series.session()).toBe(22);
});

test('the rate is of the last minute, or of the time since the first look', () => {
  const series = createCounterSeries();
  series.add(0, 0, false);
  series.add(5, 10_000, false);
  expect(series.perMinute(10_000)).toBe(30);
  series.add(5, 300_000, false);
  expect(series.perMinute(300_000)).toBe(0);
});

test('the history has a sum for each span, the newest last', () => {
  const series = createCounterSeries();
  series.add(0, 0, false);
  for (const [second, value] of [
    [1, 1],
    [6, 3],
    [14, 7],
  ] as const)
    series.add(value, second * 1_000, false);
  expect(series.history(15_000, 3, 5)).toEqual([1, 2, 4]);
});
