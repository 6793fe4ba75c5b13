import { expect, test } from 'vitest';
import { readAddress } from './read-address.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
  ['fe80::1%eth0', 'fe80::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['unknown', undefined],
  ['10.0.0.7:8080', undefined],
  ['', undefined],
  [undefined, undefined],
])('%s is told as %s', (given, address) => {
  expect(readAddress(given)).toBe(address);
});
