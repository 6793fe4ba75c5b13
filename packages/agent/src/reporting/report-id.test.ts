import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReportId } from './report-id.ts';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('report ids are UUIDs of version 7 that sort by age', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.nat(2 ** 31), chance, (a, b, random) => {
      const [early, late] = [Math.min(a, b) * 2 ** 16, Math.max(a, b) * 2 ** 16 + 1];
      const first = createReportId(early, () => random);
      expect(first).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      expect(first < createReportId(late, () => random)).toBe(true);
    }),
  );
});
