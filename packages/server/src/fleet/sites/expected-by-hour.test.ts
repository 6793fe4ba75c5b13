import { expect, test } from 'vitest';
import { compileSchedule } from '../schedules/compile-schedule.ts';
import { createLocalClock } from '../schedules/local-clock.ts';
import { createExpectation } from './expected-by-hour.ts';

const line = (day_of_week: number, open_time: string, close_time: string) => ({
  day_of_week,
  open_time,
  close_time,
  is_closed: false,
  is_maintenance_window: false,
  maintenance_start: null,
  maintenance_end: null,
  expected_transaction_volume: null,
  peak_hours_start: null,
  peak_hours_end: null,
  notes: null,
  special_considerations: null,
});
const hourMs = 3_600_000;

test('the hours of a day add up to what the day expects, also where clocks change and past midnight', () => {
  const lines = [5, 6].map((day) => line(day, '00:30', '02:30'));
  const schedule = compileSchedule(
    createLocalClock('Europe/London'),
    [...lines, line(6, '20:00', '01:00')],
    [],
  );
  const sunday = {
    fromMs: Date.parse('2026-03-29T00:00:00Z'),
    toMs: Date.parse('2026-03-29T23:00:00Z'),
  };
  const week = [700, undefined, undefined, undefined, undefined, 100, 600];
  const expected = createExpectation(schedule, week, sunday);
  const hours = Array.from({ length: 23 }, (_, at) => sunday.fromMs + at * hourMs);
  const all = hours.map((each) => expected(each) ?? 0);
  expect(all.reduce((sum, each) => sum + each, 0)).toBeCloseTo(600, 6);
  expect(all[10]).toBe(0);
});

test('nothing is expected where the schedule does not say, and 0 on a closed day', () => {
  const schedule = compileSchedule(createLocalClock('UTC'), [line(0, '09:00', '18:00')], []);
  const range = {
    fromMs: Date.parse('2026-11-16T00:00:00Z'),
    toMs: Date.parse('2026-11-18T00:00:00Z'),
  };
  const expected = createExpectation(schedule, [90, undefined], range);
  expect(expected(range.fromMs + 9 * hourMs)).toBeCloseTo(10, 9);
  expect(expected(range.fromMs + 33 * hourMs)).toBeUndefined();
  expect(createExpectation(schedule, [90, 50], range)(range.fromMs + 33 * hourMs)).toBe(0);
});
