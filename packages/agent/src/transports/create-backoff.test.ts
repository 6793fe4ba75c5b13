import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../limits.ts';
import { createBackoff } from './create-backoff.ts';

test('pauses grow to their cap and begin anew after success, whatever chance says', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 30 }),
      (draws) => {
        let at = 0;
        const backoff = createBackoff(() => draws[at++ % draws.length] ?? 0);
        const first = backoff.next('unreachable');
        expect(first).toBeGreaterThanOrEqual(limits.reconnectMillisecondsMin / 2);
        expect(first).toBeLessThanOrEqual(limits.reconnectMillisecondsMin);
        for (let failures = 0; failures < 25; failures += 1) backoff.next('unreachable');
        const late = backoff.next('unreachable');
        expect(late).toBeGreaterThanOrEqual(limits.reconnectMillisecondsMax / 2);
        expect(late).toBeLessThanOrEqual(limits.reconnectMillisecondsMax);
        backoff.reset();
        expect(backoff.next('refused')).toBeGreaterThanOrEqual(limits.refusedMillisecondsMin / 2);
      },
    ),
  );
});
