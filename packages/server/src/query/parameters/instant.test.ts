import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextDay, readInstant, writeInstant } from './instant.ts';

const instantOf = (text: string) => readInstant(text)?.instant;

test('an instant keeps its microseconds and is told in UTC', () => {
  expect(instantOf('2026-01-31T08:00:00.123456Z')).toBe('2026-01-31T08:00:00.123456Z');
  expect(instantOf('2026-01-31T08:00:00.1234569Z')).toBe('2026-01-31T08:00:00.123456Z');
  expect(instantOf('2026-01-31T08:00+01:30')).toBe('2026-01-31T06:30:00.000000Z');
  expect(instantOf('2026-01-31T08:00:00-0800')).toBe('2026-01-31T16:00:00.000000Z');
  expect(instantOf('2026-01-31T08:00:00')).toBe('2026-01-31T08:00:00.000000Z');
});

test('a plus sign that the address turned into a blank is still a zone', () => {
  expect(instantOf('2026-01-31T08:00:00 01:00')).toBe('2026-01-31T07:00:00.000000Z');
});

test('a date is its first moment, and the next day follows it', () => {
  expect(readInstant('2024-02-28')).toEqual({
    instant: '2024-02-28T00:00:00.000000Z',
    isDate: true,
  });
  expect(nextDay('2024-02-28T00:00:00.000000Z')).toBe('2024-02-29T00:00:00.000000Z');
  expect(nextDay('9999-12-31T00:00:00.000000Z')).toBe('9999-12-31T23:59:59.999000Z');
});

test.each([
  '2026-02-30',
  '2026-13-01',
  '2026-01-31T24:00:00Z',
  '2026-01-31T08:61Z',
  '2026-01-31T08:00:60Z',
  '0000-01-01',
  '0001-01-01T00:00:00+14:00',
  '9999-12-31T23:59:59-14:00',
  'yesterday',
  '1767225600',
  '2026-1-1',
  '2026-01-31T08:00:00Z; drop table users',
  '',
])('%j is no instant', (text) => {
  expect(readInstant(text)).toBeUndefined();
});

test('every instant that is written reads as itself, and texts sort as instants do', () => {
  const milliseconds = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
  fc.assert(
    fc.property(milliseconds, milliseconds, fc.integer({ min: 0, max: 999 }), (a, b, micro) => {
      const written = writeInstant(a, String(micro).padStart(3, '0'));
      expect(instantOf(written)).toBe(written);
      if (a < b) expect(written < writeInstant(b)).toBe(true);
    }),
  );
});
