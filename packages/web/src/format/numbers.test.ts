import { expect, test } from 'vitest';
import { countOf, formatBytes, formatNumber, formatWithUnit } from './numbers.ts';

test.each([
  [18_204, '18,204'],
  [118.4, '118'],
  [41.27, '41.3'],
  [0.5234, '0.52'],
  [null, '–'],
  [undefined, '–'],
  [-7, '-7'],
])('%s is written %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test('bytes are told in the unit that fits', () => {
  expect([0, 1_023, 1_536, 5e9].map(formatBytes)).toEqual([
    '0 B',
    '1,023 B',
    '1.5 KiB',
    '4.66 GiB',
  ]);
});

test('numbers have their unit, and words their number', () => {
  expect(formatWithUnit(97, '%')).toBe('97 %');
  expect(formatWithUnit(null, 'ms')).toBe('–');
  expect([countOf(1, 'device'), countOf(2, 'device')]).toEqual(['1 device', '2 devices']);
});
