import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeInstant } from '../parameters/instant.ts';
import type { TimeRange } from '../parameters/time-range.ts';
import { createTimeWindows } from './time-windows.ts';

const dayMs = 86_400_000;
const day = (n: number) => writeInstant(Date.UTC(2026, 0, 1) + n * dayMs);
const starts = (count: number) => Array.from({ length: count }, (_, i) => day(i));

test('an open descending list begins with what is around now, then looks back ever farther', () => {
  const windows = [...createTimeWindows({}, 'desc', starts(20), day(15.5))];
  expect(windows).toEqual([
    { from: day(15), to: undefined },
    { from: day(14), to: day(15) },
    { from: day(12), to: day(14) },
    { from: day(8), to: day(12) },
    { from: day(0), to: day(8) },
    { from: undefined, to: day(0) },
  ]);
});

test('an ascending list begins with the oldest', () => {
  const windows = [...createTimeWindows({ from: day(2.5) }, 'asc', starts(8), day(7))];
  expect(windows).toEqual([
    { from: day(2.5), to: day(3) },
    { from: day(3), to: day(4) },
    { from: day(4), to: day(6) },
    { from: day(6), to: undefined },
  ]);
});

test('a table without partitions is one window', () => {
  const range: TimeRange = { from: day(1), to: day(3) };
  expect([...createTimeWindows(range, 'desc', [], day(0))]).toEqual([range]);
  expect([...createTimeWindows({}, 'asc', [], day(0))]).toEqual([{}]);
});

test('windows cover the range without gap or overlap, in few steps', () => {
  const point = fc.option(fc.integer({ min: -40, max: 4_000 }), { nil: undefined });
  const count = fc.integer({ min: 0, max: 1_000 });
  const asked = fc.record({ a: point, b: point, count, now: fc.integer({ min: -10, max: 1_010 }) });
  fc.assert(
    fc.property(asked, fc.constantFrom('asc', 'desc'), ({ a, b, count, now }, order) => {
      fc.pre(a === undefined || b === undefined || a < b);
      const range = {
        from: a === undefined ? undefined : day(a / 4),
        to: b === undefined ? undefined : day(b / 4),
      };
      const windows = [...createTimeWindows(range, order, starts(count), day(now))];
      const forward = order === 'asc' ? windows : windows.toReversed();
      expect(forward[0]?.from).toBe(range.from);
      expect(forward.at(-1)?.to).toBe(range.to);
      for (const [i, window] of forward.slice(1).entries()) {
        expect(window.from).toBe(forward[i]?.to);
        expect(window.from).toBeDefined();
      }
      expect(windows.length).toBeLessThanOrEqual(12);
    }),
  );
});
