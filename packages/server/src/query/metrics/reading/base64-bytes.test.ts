import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64Bytes } from './base64-bytes.ts';

/** As PostgreSQL writes it: a line ends after 76 characters. */
const asPostgresWrites = (bytes: Uint8Array): string =>
  (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\n');

test('bytes come back from the base64 of PostgreSQL, of whatever size and one after the other', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 2_000 }), { maxLength: 5 }), (all) => {
      for (const bytes of all) {
        expect(Buffer.from(base64Bytes(asPostgresWrites(bytes)))).toEqual(Buffer.from(bytes));
      }
    }),
  );
});

test.each([60_000, 200_000, 5_000_000])('%i bytes come back', (length) => {
  const bytes = Buffer.alloc(length, 'abcdefg');
  expect(bytes.equals(base64Bytes(asPostgresWrites(bytes)))).toBe(true);
});
