import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSteadyClock } from './steady-clock.ts';

const dayMs = 86_400_000;

function startClock() {
  const is = { nowMs: 1_000 * dayMs, monotonicMs: 5 };
  const clock = createSteadyClock({ nowMs: () => is.nowMs, monotonicMs: () => is.monotonicMs });
  return { is, clock };
}

test('a run counts on from when it began, though the clock is set ahead meanwhile', () => {
  const { is, clock } = startClock();
  is.monotonicMs += 20;
  is.nowMs += 1_000 * dayMs;
  expect(clock.nowMs()).toBe(1_000 * dayMs + 20);
  expect(clock.monotonicMs()).toBe(25);
});

test('a run follows a clock that is set back', () => {
  const { is, clock } = startClock();
  is.monotonicMs += 20;
  is.nowMs -= 900 * dayMs;
  expect(clock.nowMs()).toBe(100 * dayMs);
});

test('it is never later than the clock, nor than counting on from the beginning', () => {
  const steps = fc.array(
    fc.record({ byMs: fc.integer({ min: 0, max: dayMs }), setMs: fc.integer() }),
  );
  fc.assert(
    fc.property(steps, (given) => {
      const { is, clock } = startClock();
      for (const { byMs, setMs } of given) {
        is.monotonicMs += byMs;
        is.nowMs = setMs;
        const countedMs = 1_000 * dayMs + is.monotonicMs - 5;
        expect(clock.nowMs()).toBeLessThanOrEqual(is.nowMs);
        expect(clock.nowMs()).toBeLessThanOrEqual(countedMs);
        expect([is.nowMs, countedMs]).toContain(clock.nowMs());
      }
    }),
  );
});
