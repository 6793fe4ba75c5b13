import { expect, test } from 'vitest';
import { addUpByTime } from './add-up-by-time.ts';

test('adds up the rows of one bucket, in the order of time', () => {
  const at = (hour: number, severity: string, count: number) => ({
    bucket: `2026-01-05T0${hour}:00:00Z`,
    category: 'api',
    severity,
    count,
  });
  const { timesMs, series } = addUpByTime([
    at(2, 'warning', 4),
    at(1, 'error', 2),
    at(2, 'critical', 3),
  ]);
  expect(timesMs).toEqual([1, 2].map((hour) => Date.parse(`2026-01-05T0${hour}:00:00Z`)));
  expect(series.map(({ values }) => values)).toEqual([
    [2, 7],
    [2, 3],
  ]);
});
