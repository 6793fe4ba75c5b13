import { expect, test } from 'vitest';
import { changeInWords } from './change-in-words.ts';

test.each([
  [112, 100, 'share', '+12 % on before'],
  [99.6, 100, 'share', '−0.4 % on before'],
  [100.01, 100, 'share', 'as before'],
  [4_433, 4, 'share', '1,108 times before'],
  [5, 0, 'share', 'none before'],
  [0, 0, 'share', ''],
  [3.85, 3.4, 'points', '+0.45 pt on before'],
  [0, 0.5, 'points', '−0.5 pt on before'],
  [null, 4, 'share', ''],
] as const)('%s after %s, as %s: %s', (now, before, as, words) => {
  expect(changeInWords(now, before, as)).toBe(words);
});
