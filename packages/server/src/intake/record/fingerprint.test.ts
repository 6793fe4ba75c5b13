import { expect, test } from 'vitest';
import { fingerprintOf, normaliseMessage, topFrames } from './fingerprint.ts';

const print = (message: string, more = {}) =>
  fingerprintOf({ category: 'api', errorCode: 'E1', message, stackTrace: '', ...more });

test.each([
  ['Timeout after 30 s', 'Timeout after 31.5 s'],
  ['User 17 not found', 'User 42 not found'],
  ['Device "pos-1" is offline', 'Device "pos-22" is offline'],
  ["Column 'a' is missing", "Column 'bc' is missing"],
  [
    'Job 0198c0de-4111-7111-8111-111111111111 failed',
    'Job 0198c0de-0000-7111-8111-22222222abcd failed',
  ],
  ['block 38fa90cd12 lost', 'block 77fa90cdff lost'],
  ['at 0x7ffe12 in heap', 'at 0xdeadbeef in heap'],
  ['GET https://a.example/x?y=1 failed', 'GET https://b.example/z failed'],
  ['10.0.0.1:8080 refused', '192.168.1.20:443 refused'],
  ['sent by [redacted:email]', 'sent by [redacted:phone]'],
])('%j and %j are the same error', (one, other) => {
  expect(print(one)).toBe(print(other));
});

test.each([
  ['Timeout after 30 s', 'Timeout before 30 s'],
  ["can't open file", "can't close file"],
  ['decode failed', 'encode failed'],
])('%j and %j are not', (one, other) => {
  expect(print(one)).not.toBe(print(other));
});

test('category, code and the top of the stack tell errors apart', () => {
  const stack = 'Error: x\n    at pay (/app/pay.js:10:3)\n    at main (/app/main.js:1:1)';
  expect(print('x')).not.toBe(print('x', { category: 'frontend' }));
  expect(print('x')).not.toBe(print('x', { errorCode: 'E2' }));
  expect(print('x', { stackTrace: stack })).toBe(
    print('x', { stackTrace: stack.replace('10:3', '12:7') }),
  );
  expect(print('x', { stackTrace: stack })).not.toBe(
    print('x', { stackTrace: stack.replace('pay (', 'refund (') }),
  );
});

test('frames of browsers, Node and Python are known, without what a build changes', () => {
  expect(topFrames('Error\n    at f (https://a.example/main.3f9ac21b.js:1:2)')).toEqual([
    'at f (https://a.example/main.js:<n>:<n>)',
  ]);
  expect(
    topFrames('pay@https://a.example/app.js:3:4\nmain@https://a.example/app.js:9:1'),
  ).toHaveLength(2);
  expect(topFrames('Traceback\n  File "/app/x.py", line 3, in pay\n    pay()')).toEqual([
    'File "/app/x.py", line <n>, in pay',
  ]);
});

test('a fingerprint has 64 hexadecimal digits', () => {
  expect(print('x')).toMatch(/^[0-9a-f]{64}$/);
  expect(normaliseMessage('  a   1\n b ')).toBe('a <n> b');
});
