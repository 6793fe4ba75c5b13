import { expect, test } from 'vitest';
import { formatSeconds, progressLine } from './progress.ts';

test.each([
  [0.04, '0.0 s'],
  [1.25, '1.3 s'],
  [42.4, '42 s'],
  [75, '1 min 15 s'],
  [7_260, '2 h 1 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test('a quarter of the file after ten seconds: thirty more', () => {
  const line = progressLine({ records: 50_000, bytes: 25, bytesTotal: 100, elapsedMs: 10_000 });
  expect(line).toBe('██████░░░░░░░░░░░░░░░░░░ 25 %  50,000 records  5,000/s  30 s left');
});

test('of stdin nobody knows the end', () => {
  const line = progressLine({ records: 10, bytes: 25, bytesTotal: undefined, elapsedMs: 1_000 });
  expect(line).toBe('10 records  10/s');
});
