import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutText } from './cut-text.ts';

test('a text is cut between characters, and is as long as it may be', () => {
  expect(cutText('abc', 3)).toBe('abc');
  expect(cutText('abcd', 3)).toBe('abc');
  expect(cutText('ab😀d', 3)).toBe('ab😀');
  expect(cutText('😀😀😀', 2)).toBe('😀😀');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, max) => {
      const cut = cutText(text, max);
      expect([...cut]).toEqual([...text].slice(0, max));
      expect(cut.isWellFormed()).toBe(true);
    }),
  );
});

test('half a surrogate pair, which no database keeps, is replaced', () => {
  expect(cutText('a\ud83d', 9)).toBe('a\ufffd');
});
