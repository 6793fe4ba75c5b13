import { expect, test } from 'vitest';
import { datesOfWeek, mondayOf, nextClockChange } from './week-dates.ts';

test('the day on which clocks are put forward has 23 hours, the one in autumn 25', () => {
  const spring = datesOfWeek('2027-03-22', 'Europe/London');
  expect(spring.map(({ hours }) => hours)).toEqual([24, 24, 24, 24, 24, 24, 23]);
  expect(datesOfWeek('2026-10-19', 'Europe/Berlin').at(-1)).toEqual({
    date: '2026-10-25',
    hours: 25,
  });
});

test('the next change is found from any day; where clocks never change there is none', () => {
  expect(nextClockChange('2026-11-22', 'America/New_York')).toEqual({
    date: '2027-03-14',
    hours: 23,
  });
  expect(nextClockChange('2026-11-22', 'Asia/Kathmandu')).toBeUndefined();
});

test('weeks begin on Monday', () => {
  expect([mondayOf('2026-11-22'), mondayOf('2026-11-23'), mondayOf('1969-12-31')]).toEqual([
    '2026-11-16',
    '2026-11-23',
    '1969-12-29',
  ]);
});
