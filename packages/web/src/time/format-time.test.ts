import { expect, test } from 'vitest';
import { formatAgo, formatInstant, formatLength } from './format-time.ts';

const nowMs = Date.parse('2026-11-22T12:34:56Z');

test('an instant of today is a clock, of another day it has the day, of another year the year', () => {
  const write = (text: string) => formatInstant(Date.parse(text), 'Europe/Berlin', nowMs);
  expect(write('2026-11-22T06:05:00Z')).toBe('07:05');
  expect(write('2026-11-21T23:30:00Z')).toBe('00:30');
  expect(write('2026-11-20T06:05:00Z')).toBe('20 Nov 07:05');
  expect(write('2025-11-20T06:05:00Z')).toBe('20 Nov 2025 07:05');
});

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [7_199_000, '1 h'],
  [200_000_000, '2 d'],
])('%i milliseconds are %s', (ms, text) => {
  expect(formatLength(ms)).toBe(text);
});

test('ages are told as ages, and what is to come as to come', () => {
  expect(formatAgo(nowMs - 3_000, nowMs)).toBe('3 s ago');
  expect(formatAgo(nowMs + 300_000, nowMs)).toBe('in 5 min');
});
