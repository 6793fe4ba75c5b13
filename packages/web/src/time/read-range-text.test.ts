import { expect, test } from 'vitest';
import { freeze } from './range.ts';
import { readRangeText } from './read-range-text.ts';

const nowMs = Date.parse('2026-11-22T12:34:00Z');
const at = (text: string): number => Date.parse(text);
const hour = 3_600_000;

test.each([
  ['last 3 days', 72],
  ['Last  2 hours', 2],
  ['past 15 minutes', 0.25],
  ['15 min', 0.25],
  ['6h', 6],
  ['last week', 168],
  ['day', 24],
  ['2 weeks', 336],
])('"%s" is so many hours back', (text, hours) => {
  expect(readRangeText(text, nowMs, 'UTC')).toEqual({ kind: 'last', lengthMs: hours * hour });
});

test.each([
  ['today', 'Europe/London', '2026-11-22T00:00Z', '2026-11-22T12:34Z'],
  ['yesterday', 'Asia/Kathmandu', '2026-11-20T18:15Z', '2026-11-21T18:15Z'],
  ['2026-11-20', 'America/New_York', '2026-11-20T05:00Z', '2026-11-21T05:00Z'],
  ['2026-11-20 08:00 to 12:00', 'Europe/Berlin', '2026-11-20T07:00Z', '2026-11-20T11:00Z'],
  ['2026-11-20 08:00 to 2026-11-21 09:30', 'UTC', '2026-11-20T08:00Z', '2026-11-21T09:30Z'],
  ['2026-11-22 08:00 until now', 'UTC', '2026-11-22T08:00Z', '2026-11-22T12:34Z'],
  [
    '2026-11-20T08:00:00Z to 2026-11-20T09:00:00+00:00',
    'Asia/Tokyo',
    '2026-11-20T08:00Z',
    '2026-11-20T09:00Z',
  ],
])('"%s" in %s', (text, zone, from, to) => {
  expect(readRangeText(text, nowMs, zone)).toEqual(freeze(at(from), at(to)));
});

test.each([
  ['2026-10-25', 25],
  ['2026-03-29', 23],
])('%s in London has %i hours', (day, hours) => {
  const range = readRangeText(day, nowMs, 'Europe/London');
  expect(range).toMatchObject({ kind: 'frozen' });
  if (range?.kind === 'frozen') expect(range.toMs - range.fromMs).toBe(hours * hour);
});

test.each(['', 'soon', 'last', '3 parsecs', '2026-11-21 to 2026-11-20', '2026-13-40'])(
  '"%s" is not understood',
  (text) => {
    expect(readRangeText(text, nowMs, 'UTC')).toBeUndefined();
  },
);
