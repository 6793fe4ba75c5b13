import { expect, test } from 'vitest';
import { readRetryAfter } from './read-problem.ts';
import { readPause, retryLimits } from './retry.ts';

test('a pause never ends before Retry-After, and is never longer than twice the longest pause', () => {
  for (const attempt of [1, 2, 7, 40, 2_000]) {
    for (const retryAfter of [0, 0.5, 10]) {
      for (const drawn of [0, 0.3, 0.999]) {
        const pause = readPause(attempt, retryAfter, retryLimits, () => drawn);
        expect(pause).toBeGreaterThanOrEqual(retryAfter * 1000);
        expect(pause).toBeLessThanOrEqual(2 * retryLimits.pauseMsMax);
      }
    }
  }
});

test('pauses grow, and are drawn anew each time', () => {
  const longest = (attempt: number) => readPause(attempt, undefined, retryLimits, () => 1);
  expect([1, 2, 3].map(longest)).toEqual([250, 500, 1_000]);
  expect(readPause(3, undefined, retryLimits, () => 0)).toBe(0);
});

test('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('2026-01-31T08:00:00Z');
  expect(readRetryAfter('7', now)).toBe(7);
  expect(readRetryAfter('Sat, 31 Jan 2026 08:00:30 GMT', now)).toBe(30);
  expect(readRetryAfter('Sat, 31 Jan 2026 07:00:00 GMT', now)).toBe(0);
  expect([readRetryAfter(null, now), readRetryAfter('soon', now)]).toEqual([undefined, undefined]);
});
