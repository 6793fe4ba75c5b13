import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partitionRange, readDay } from './partition-range.ts';

const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

test.each([
  ['day', '2026-11-21', '2026-11-21', '2026-11-22'],
  ['week', '2026-11-21', '2026-11-16', '2026-11-23'],
  ['week', '2026-11-16', '2026-11-16', '2026-11-23'],
  ['week', '2027-01-01', '2026-12-28', '2027-01-04'],
  ['month', '2026-02-28', '2026-02-01', '2026-03-01'],
  ['month', '2026-12-31', '2026-12-01', '2027-01-01'],
] as const)('the %s of %s goes from %s to %s', (width, day, first, end) => {
  const range = partitionRange('t', width, dayOf(day));
  expect([readDay(range.firstDay), readDay(range.endDay)]).toEqual([first, end]);
  expect(range.name).toBe(`t_${first.replaceAll('-', '_')}`);
});

test('partitions hold their day, and touch without overlap', () => {
  const width = fc.constantFrom('day' as const, 'week' as const, 'month' as const);
  fc.assert(
    fc.property(width, fc.integer({ min: -30_000, max: 60_000 }), (width, day) => {
      const range = partitionRange('t', width, day);
      expect(range.firstDay <= day && day < range.endDay).toBe(true);
      expect(partitionRange('t', width, range.endDay - 1)).toEqual(range);
      expect(partitionRange('t', width, range.endDay).firstDay).toBe(range.endDay);
      if (width === 'week') expect(new Date(range.firstDay * 86_400_000).getUTCDay()).toBe(1);
    }),
  );
});
