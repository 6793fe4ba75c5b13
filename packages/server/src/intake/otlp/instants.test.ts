import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf, nanosOf } from './fields.ts';

test('nanoseconds become an instant to the microsecond, whatever writes them', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), (nanos) => {
      const instant = instantOf(nanosOf(String(nanos)));
      const written = `${instant?.slice(0, 23)}Z`;
      expect(BigInt(Date.parse(written))).toBe(nanos / 1_000_000n);
      expect(Number(instant?.slice(23, 26))).toBe(Number((nanos / 1_000n) % 1_000n));
    }),
  );
  expect(instantOf(nanosOf('1764072000123456789'))).toBe('2025-11-25T12:00:00.123456Z');
});

test('what is no instant is none: zero, text, and what 64 bits do not hold', () => {
  for (const none of [0, '0', '', 'soon', '-5', 1.5, null, undefined, {}, '9'.repeat(21)]) {
    expect(nanosOf(none)).toBeUndefined();
  }
  expect(nanosOf(String(2n ** 64n))).toBeUndefined();
});
