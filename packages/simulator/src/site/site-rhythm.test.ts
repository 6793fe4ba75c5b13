import { expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../units.ts';
import { createDayShape } from './day-shape.ts';
import type { SitePlan } from './site-plan.ts';
import { createSiteRhythm } from './site-rhythm.ts';

const plan: SitePlan = {
  siteId: 'site-001',
  timezone: 'Europe/London',
  week: [0, 1, 2, 3, 4, 5].map((day_of_week) => ({
    day_of_week,
    open_time: '08:00',
    close_time: '22:00',
    expected_transaction_volume: day_of_week === 4 ? 700 : 350,
    peak_hours_start: '12:00',
    peak_hours_end: '14:00',
  })),
  exceptions: [{ date: '2026-06-18', is_closed: true }],
  deviceCount: 5,
};
const sumOf = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);
const at = (text: string) => Date.parse(text);

test('a day brings the transactions that the schedule expects, most of them in the busy hours', () => {
  const { perMinute } = createDayShape(plan, at('2026-06-16T12:00:00Z'));
  expect(sumOf(perMinute)).toBeCloseTo(350, 2);
  expect(perMinute[13 * 60]).toBeGreaterThan(1.8 * (perMinute[17 * 60] ?? 0));
  expect(sumOf(createDayShape(plan, at('2026-06-19T12:00:00Z')).perMinute)).toBeCloseTo(700, 2);
});

test('closed hours, closed weekdays and holidays bring nobody', () => {
  const rhythm = createSiteRhythm(plan, 1);
  for (const closed of ['2026-06-16T06:30:00Z', '2026-06-16T21:30:00Z', '2026-06-21T12:00:00Z'])
    expect(rhythm.activity(at(closed))).toBe(0);
  expect(rhythm.activity(at('2026-06-18T12:00:00Z'))).toBe(0);
  expect(rhythm.activity(at('2026-06-17T12:00:00Z'))).toBeGreaterThan(0.3);
});

test('hours are local: the shop in New York opens five hours after the one in London', () => {
  const american = createSiteRhythm({ ...plan, timezone: 'America/New_York' }, 1);
  expect(american.activity(at('2026-06-16T11:30:00Z'))).toBe(0);
  expect(american.activity(at('2026-06-16T12:30:00Z'))).toBeGreaterThan(0);
});

test('hours past midnight belong to the day that they began on', () => {
  const late = {
    ...plan,
    week: [
      {
        day_of_week: 4,
        open_time: '18:00',
        close_time: '02:00',
        expected_transaction_volume: 100,
      },
    ],
  };
  const friday = createDayShape(late, at('2026-06-19T12:00:00Z'));
  const saturday = createDayShape(late, at('2026-06-20T12:00:00Z'));
  expect(sumOf(friday.perMinute) + sumOf(saturday.perMinute)).toBeCloseTo(100, 2);
  expect(saturday.perMinute[60]).toBeGreaterThan(0);
  expect(saturday.perMinute[130]).toBe(0);
});

test('the days on which the clocks change have 23 and 25 hours, and all of their transactions', () => {
  const week = plan.week
    .map((line) => ({ ...line, day_of_week: 6, open_time: '00:30' }))
    .slice(0, 1);
  const short = createDayShape({ ...plan, week }, at('2026-03-29T12:00:00Z'));
  const long = createDayShape({ ...plan, week }, at('2026-10-25T12:00:00Z'));
  expect([short, long].map(({ startMs, endMs }) => (endMs - startMs) / hourMs)).toEqual([23, 25]);
  for (const { perMinute } of [short, long]) expect(sumOf(perMinute)).toBeCloseTo(350, 2);
});

test('a site without hours is never closed', () => {
  const rhythm = createSiteRhythm({ ...plan, week: [] }, 1);
  for (let ms = 0; ms < dayMs; ms += 10 * minuteMs)
    expect(rhythm.activity(at('2026-06-16T00:00:00Z') + ms)).toBeGreaterThan(0);
});
