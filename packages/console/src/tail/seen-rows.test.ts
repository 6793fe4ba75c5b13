import { expect, test } from 'vitest';
import { createSeenRows } from './seen-rows.ts';

test('a row is new once; memory is bounded, and rows that are met again are kept', () => {
  const seen = createSeenRows(3);
  expect([1, 2, 3].map((id) => seen.add(id))).toEqual([true, true, true]);
  expect(seen.add(1)).toBe(false);
  expect(seen.add(4)).toBe(true);
  expect([1, 3, 4].map((id) => seen.add(id))).toEqual([false, false, false]);
  expect(seen.add(2)).toBe(true);
});
