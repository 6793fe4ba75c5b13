import { expect, test } from 'vitest';
import { thin } from './thin.ts';

const count = 10_000;
const timesMs = Array.from({ length: count }, (_, at) => at * 1_000);
const values = timesMs.map((_ms, at) => (at === 4_321 ? 900 : at === 7_777 ? -900 : at % 7));

test('there are at most two points a pixel, in order, and no peak is lost', () => {
  const { timesMs: kept, series } = thin({ timesMs, series: [{ name: 'a', values }] }, 300);
  expect(kept.length).toBeLessThanOrEqual(600);
  expect(kept).toEqual([...kept].sort((a, b) => a - b));
  const [line] = series;
  expect(Math.max(...(line?.values ?? []).map(Number))).toBe(900);
  expect(Math.min(...(line?.values ?? []).map(Number))).toBe(-900);
  expect(line?.values[kept.indexOf(4_321_000)]).toBe(900);
});

test('lines and bands are thinned at the same places', () => {
  const twice = values.map((value) => value * 2);
  const { series } = thin(
    {
      timesMs,
      series: [
        { name: 'a', values, band: [values, twice] },
        { name: 'b', values: twice },
      ],
    },
    100,
  );
  const [one, other] = series;
  expect(other?.values).toEqual(one?.values.map((value) => Number(value) * 2));
  expect(one?.band?.[1]).toEqual(other?.values);
});

test('holes stay holes, and what is thin enough stays as it is', () => {
  const holes = values.map((value, at) => (at > 3_000 && at < 6_000 ? null : value));
  const { timesMs: kept, series } = thin({ timesMs, series: [{ name: 'a', values: holes }] }, 100);
  const within = kept.findIndex((ms) => ms > 3_100_000 && ms < 5_900_000);
  expect(series[0]?.values[within]).toBeNull();
  const few = { timesMs: [1, 2, 3], series: [{ name: 'a', values: [1, null, 3] }] };
  expect(thin(few, 100)).toBe(few);
});
