import { expect, test } from 'vitest';
import { readSeriesInterval } from './series-interval.ts';

const intervals = ['day', 'minute', 'hour'] as const;
const toMs = Date.UTC(2026, 0, 31, 12, 30);
const hours = (count: number) => ({ fromMs: toMs - count * 3_600_000, toMs });

test.each([
  [1, 'minute'],
  [3, 'minute'],
  [4, 'hour'],
  [24, 'hour'],
  [168, 'hour'],
  [240, 'day'],
  [2_232, 'day'],
])('%i hours are told by %s', (count, interval) => {
  expect(readSeriesInterval({}, hours(count), intervals)).toBe(interval);
});

test('a longer or shorter bucket may be asked for', () => {
  expect(readSeriesInterval({ interval: 'minute' }, hours(24), intervals)).toBe('minute');
  expect(readSeriesInterval({ interval: 'day' }, hours(1), intervals)).toBe('day');
});

test('more buckets than a chart can show are refused, and so is what is not kept', () => {
  expect(() => readSeriesInterval({ interval: 'minute' }, hours(26), intervals)).toThrow(
    expect.objectContaining({ code: 'parameter_invalid', path: 'query.interval' }),
  );
  expect(() => readSeriesInterval({ interval: 'minute' }, hours(1), ['hour', 'day'])).toThrow(
    /hour, day/,
  );
});
