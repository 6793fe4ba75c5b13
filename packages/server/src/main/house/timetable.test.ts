import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { createLog, systemClock } from '../../kernel/index.ts';
import type { PeriodicJob, Timetable } from './timetable.ts';
import { createTimetable } from './timetable.ts';

let timetable: Timetable | undefined;
const start = (...jobs: PeriodicJob[]): Timetable => {
  timetable = createTimetable({ clock: systemClock, log: createLog('silent') }, jobs);
  timetable.start();
  return timetable;
};
afterEach(() => timetable?.stop());

test('a slow job never overlaps itself', async () => {
  let atOnce = 0;
  let most = 0;
  const table = start({
    name: 'slow',
    everyMs: 5,
    run: async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await pause(40);
      atOnce -= 1;
    },
  });
  await expect.poll(() => table.figures()[0]?.runs).toBeGreaterThan(1);
  await table.stop();
  expect(most).toBe(1);
  expect(atOnce).toBe(0);
});

test('a job that fails is counted and runs again', async () => {
  const table = start({
    name: 'broken',
    everyMs: 5,
    run: () => {
      throw new Error('no');
    },
  });
  await expect.poll(() => table.figures()[0]?.failures).toBeGreaterThan(1);
  await table.stop();
  const [figures] = table.figures();
  expect(figures?.failures).toBeGreaterThan(1);
  expect(figures?.failures).toBe(figures?.runs);
});

test('after the stop nothing runs', async () => {
  let runs = 0;
  const table = start({ name: 'counts', everyMs: 2, run: () => (runs += 1) });
  await pause(20);
  await table.stop();
  const before = runs;
  await pause(20);
  expect(runs).toBe(before);
});
