import { expect, test } from 'vitest';
import { toChart } from './series.ts';
import { summarise } from './summarise.ts';

const minute = 60_000;
const rows = [0, 1, 2, 9, 10].map((at) => ({ bucket: at * minute, p95: at * 10 }));
const line = { name: 'p95', value: (row: (typeof rows)[number]) => row.p95 };

test('a long pause between buckets is a hole in the line, a short one is not', () => {
  const { timesMs, series } = toChart(rows, (row) => row.bucket, [line], minute);
  expect(timesMs.map((ms) => ms / minute)).toEqual([0, 1, 2, 3, 9, 10]);
  expect(series[0]?.values).toEqual([0, 10, 20, null, 90, 100]);
});

test('a chart says its point in a sentence', () => {
  const data = toChart(rows, (row) => row.bucket, [line], minute);
  const write = { value: (value: number) => `${value} ms`, time: (ms: number) => `${ms / minute}` };
  expect(summarise(data, write)).toBe('now 100 ms, high 100 ms at 10, low 0 ms at 0');
  expect(summarise({ timesMs: [1], series: [{ name: 'a', values: [5] }] }, write)).toBe(
    '5 ms all the time',
  );
  expect(summarise({ timesMs: [], series: [] }, write)).toBe('No values in this range.');
});
