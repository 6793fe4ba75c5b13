import { expect, test } from 'vitest';
import { readRange } from './range-options.ts';
import { readSpan, readTime } from './read-time.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

test.each([
  ['90s', 90_000],
  ['15m', 900_000],
  ['15 minutes', 900_000],
  ['2h', 7_200_000],
  ['2 hours', 7_200_000],
  ['7d', 604_800_000],
  ['1 week', 604_800_000],
])('%s is a span', (text, ms) => {
  expect(readSpan(text)).toBe(ms);
});

test.each(['2 months', 'h', '-2h', '2y', '1.5h', ''])('%j is no span', (text) => {
  expect(readSpan(text)).toBeUndefined();
});

test.each([
  ['now', '2026-03-01T12:00:00.000Z'],
  ['today', '2026-03-01'],
  ['Yesterday', '2026-02-28'],
  ['2h', '2026-03-01T10:00:00.000Z'],
  ['2h ago', '2026-03-01T10:00:00.000Z'],
  ['last 3 days', '2026-02-26T12:00:00.000Z'],
  ['2026-01-31', '2026-01-31'],
  ['2026-01-31T08:00:00+01:00', '2026-01-31T08:00:00+01:00'],
])('%s becomes %s', (text, sent) => {
  expect(readTime(text, '--since', now)).toBe(sent);
});

test.each(['soon', '2026-13-99', 'tuesday', '01/02/2026'])(
  '%s is refused, with what to write',
  (text) => {
    expect(() => readTime(text, '--since', now)).toThrow('--since');
  },
);

test('--start-date goes before --since; what is not given is not sent', () => {
  expect(readRange({}, now)).toEqual({});
  expect(readRange({ since: '1h', endDate: '2026-02-01' }, now)).toEqual({
    start_date: '2026-03-01T11:00:00.000Z',
    end_date: '2026-02-01',
  });
  expect(readRange({ since: '1h', startDate: '2026-01-01' }, now)).toEqual({
    start_date: '2026-01-01',
  });
});
