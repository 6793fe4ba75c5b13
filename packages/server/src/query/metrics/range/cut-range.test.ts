import type { RollupInterval } from '@homepot/catalogue';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketMs, byLength, cutRange } from './cut-range.ts';

const startMs = Date.UTC(2025, 11, 20);
const minutes = fc.integer({ min: 0, max: 93 * 1_440 });
const kept = fc.constantFrom<RollupInterval[]>(
  ['minute', 'hour', 'day'],
  ['hour', 'day'],
  ['day'],
  ['minute', 'hour'],
  ['day', 'minute', 'hour'],
);
const longest = fc.constantFrom<RollupInterval>('minute', 'hour', 'day');

const rangeOf = (a: number, b: number, widthMs: number) => {
  const at = (minute: number) => Math.floor((startMs + minute * 60_000) / widthMs) * widthMs;
  return { fromMs: at(Math.min(a, b)), toMs: at(Math.max(a, b)) };
};

test('parts follow each other without hole or overlap, and each is made of whole buckets', () => {
  fc.assert(
    fc.property(minutes, minutes, kept, longest, (a, b, intervals, most) => {
      const [finest = 'minute'] = byLength(intervals);
      fc.pre(bucketMs[finest] <= bucketMs[most]);
      const range = rangeOf(a, b, bucketMs[finest]);
      const parts = cutRange(range, intervals, most);
      let at = range.fromMs;
      for (const part of parts) {
        expect(part.fromMs).toBe(at);
        expect(part.toMs).toBeGreaterThan(part.fromMs);
        expect(part.fromMs % bucketMs[part.interval]).toBe(0);
        expect(part.toMs % bucketMs[part.interval]).toBe(0);
        expect(intervals).toContain(part.interval);
        expect(bucketMs[part.interval]).toBeLessThanOrEqual(bucketMs[most]);
        at = part.toMs;
      }
      expect(at).toBe(range.toMs);
    }),
  );
});

test('a quarter of a year is read as few buckets: edges never hold a whole bucket of the next length', () => {
  fc.assert(
    fc.property(minutes, minutes, (a, b) => {
      const parts = cutRange(rangeOf(a, b, 60_000), ['minute', 'hour', 'day']);
      expect(parts.length).toBeLessThanOrEqual(5);
      for (const { interval, fromMs, toMs } of parts) {
        const buckets = (toMs - fromMs) / bucketMs[interval];
        if (interval === 'minute') expect(buckets).toBeLessThan(120);
        if (interval === 'hour') expect(buckets).toBeLessThan(48);
      }
    }),
  );
});

test('thirty days that end at 12:35 are days, hours and minutes on both sides', () => {
  const toMs = Date.UTC(2026, 0, 31, 12, 35);
  const parts = cutRange({ fromMs: toMs - 30 * 86_400_000, toMs }, ['minute', 'hour', 'day']);
  expect(
    parts.map(({ interval, fromMs, toMs: end }) => [interval, (end - fromMs) / 60_000]),
  ).toEqual([
    ['minute', 25],
    ['hour', 11 * 60],
    ['day', 29 * 1_440],
    ['hour', 12 * 60],
    ['minute', 35],
  ]);
});
