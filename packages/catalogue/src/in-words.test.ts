import { expect, test } from 'vitest';
import { bytesInWords, countInWords } from './in-words.ts';

test.each([
  [512, '512 bytes'],
  [65_536, '64 KiB'],
  [1_048_576, '1 MiB'],
  [8_388_608, '8 MiB'],
])('%i bytes are %s', (bytes, words) => {
  expect(bytesInWords(bytes)).toBe(words);
});

test('thousands are set apart', () => {
  expect(countInWords(5_000)).toBe('5,000');
});
