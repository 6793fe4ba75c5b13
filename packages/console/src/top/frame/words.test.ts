import { expect, test } from 'vitest';
import { bar, bytes, duration, rate, sparkline } from './words.ts';

test('durations, rates and bytes are short', () => {
  expect([0, 59, 60, 3_725, 187_200].map(duration)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '1 h 02 min',
    '2 d 4 h',
  ]);
  expect([0, 0.04, 9.96, 1_234.5].map(rate)).toEqual(['0', '0', '10', '1,235']);
  expect([0, 1_023, 1_536, 5_000_000_000].map(bytes)).toEqual([
    '0 bytes',
    '1,023 bytes',
    '1.5 KiB',
    '4.7 GiB',
  ]);
});

test('a sparkline has its highest block where most is, and something where anything is', () => {
  expect(sparkline([0, 1, 50, 100])).toBe('▁▂▅█');
  expect(sparkline([0, 0])).toBe('▁▁');
});

test('a bar is as long as it is told, whatever part it is given', () => {
  expect([-1, 0, 0.5, 1, 7].map((part) => bar(part, 4))).toEqual([
    '░░░░',
    '░░░░',
    '██░░',
    '████',
    '████',
  ]);
});
