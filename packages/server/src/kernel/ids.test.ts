import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createUuid } from './ids.ts';

const instants = fc.integer({ min: 0, max: 2 ** 47 });

test('ids sort by age and are of version 7', () => {
  fc.assert(
    fc.property(instants, instants, (a, b) => {
      const [early, late] = [createUuid(Math.min(a, b)), createUuid(Math.max(a, b))];
      expect(early).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      if (a !== b) expect(early < late).toBe(true);
    }),
  );
});
