import { expect, test } from 'vitest';
import { createSteadyClock } from './steady-clock.ts';

test('a run counts on from when it began, whatever the clock is set to meanwhile', () => {
  let nowMs = 1_000_000;
  let monotonicMs = 5;
  const clock = createSteadyClock({ nowMs: () => nowMs, monotonicMs: () => monotonicMs });
  monotonicMs += 20;
  nowMs += 1_000 * 86_400_000;
  expect(clock.nowMs()).toBe(1_000_020);
  expect(clock.monotonicMs()).toBe(25);
});
