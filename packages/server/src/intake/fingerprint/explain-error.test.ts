import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainError, fingerprintOf } from './explain-error.ts';
import { readGivenFingerprint } from './given-fingerprint.ts';
import { normaliseMessage } from './normalise-message.ts';
import { topFrames } from './top-frames.ts';

const print = (message: string, more = {}) =>
  fingerprintOf({ category: 'api', errorCode: 'E1', message, stackTrace: '', ...more });

describe('the same error', () => {
  test.each([
    ['Timeout after 30 s', 'Timeout after 31.5 s'],
    ['Timeout after 30ms', 'Timeout after 1.25ms'],
    ['User 17 not found', 'User 42 not found'],
    ['User 1234567 not found', 'User 123456789012 not found'],
    ['Balance is -5', 'Balance is 5.25e-7'],
    ['Device "pos-1" is offline', 'Device "pos-22" is offline'],
    ['Device pos-terminal-001 is offline', 'Device pos-terminal-9 is offline'],
    ["Column 'a' is missing", "Column 'bc' is missing"],
    ['No such file “a b.txt”', 'No such file “c.txt”'],
    ['Unknown "a \\" b"', 'Unknown "c"'],
    [
      'Job 0198c0de-4111-7111-8111-111111111111 failed',
      'Job 0198C0DE-0000-7111-8111-22222222ABCD failed',
    ],
    ['block 38fa90cd12 lost', 'block 12345678 lost'],
    ['at 0x7ffe12 in heap', 'at 0xdeadbeef in heap'],
    ['GET https://a.example/x?y=1 failed', 'GET https://b.example/z failed'],
    ['10.0.0.1:8080 refused', '192.168.1.20:443 refused'],
    ['fe80::1 refused', '2001:db8::8a2e:370:7334 refused'],
    ['sent by [redacted:email]', 'sent by ada@example.com'],
    ['late since 2026-01-31T08:00:00.123Z', 'late since 2025-12-01 23:59:59,5 +01:00'],
    ['late since Sat, 31 Jan 2026 08:00:00 +0000', 'late since 2026-01-31'],
    ['open /home/ada/x.db', 'open /home/bob/x.db'],
    ['open /tmp/kXqPzW/x.db', 'open /tmp/build/x.db'],
    ['order usr_8fk2Ld9qQ2mZ1p0a', 'order usr_7gh3Ke8wW1nX2o9b'],
    ['missing: 1, 2, 3', 'missing: 4'],
    ['missing: "a", "b"', 'missing: "c"'],
    ['TypeError: x is undefined', 'Uncaught TypeError: x is undefined'],
  ])('%j and %j', (one, other) => {
    expect(print(other)).toBe(print(one));
  });

  test('whether the type stands in the message or in the stack', () => {
    const stackTrace = 'TypeError: x is undefined\n    at pay (/app/pay.js:10:3)';
    expect(print('x is undefined', { stackTrace })).toBe(
      print('TypeError: x is undefined', { stackTrace }),
    );
  });
});

describe('other errors', () => {
  test.each([
    ['Timeout after 30 s', 'Timeout before 30 s'],
    ["can't open file", "can't close file"],
    ['decode failed', 'encode failed'],
    ['TypeError: x', 'RangeError: x'],
    ['missing page2 header', 'missing row2 header'],
  ])('%j and %j', (one, other) => {
    expect(print(one)).not.toBe(print(other));
  });

  test('of another category or code', () => {
    expect(print('x')).not.toBe(print('x', { category: 'frontend' }));
    expect(print('x')).not.toBe(print('x', { errorCode: 'E2' }));
  });
});

const words = fc.constantFrom('order', 'till', 'cannot pay', 'failed at', 'of', 'when', 'closed');
const hex = (length: number) =>
  fc
    .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
    .filter((text) => /\d/.test(text));
const token = fc
  .string({
    unit: fc.constantFrom(...'abcdefghijkXYZ0123456789'),
    minLength: 16,
    maxLength: 40,
  })
  .filter((text) => /\d/.test(text));
const quote = fc.string({ unit: fc.constantFrom(...'abz 09./<>:-'), maxLength: 20 });
const asText = (pair: readonly [unknown, unknown]): readonly [string, string] => [
  String(pair[0]),
  String(pair[1]),
];
/** Pairs of values that may stand in one place of a message without making another error of it. */
const varying = fc.oneof(
  fc.tuple(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map(asText),
  fc.tuple(fc.uuid(), fc.uuid()).map(asText),
  fc.tuple(hex(8), hex(64)).map(asText),
  fc.tuple(token, token).map(asText),
  fc.tuple(quote, quote).map(([a, b]) => [`"${a}"`, `"${b}"`] as const),
  fc.tuple(quote, quote).map(([a, b]) => [`'${a}'`, `'${b}'`] as const),
  fc
    .tuple(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }), fc.nat(1e9))
    .map(([date, more]) => [date.toISOString(), new Date(more * 1_000).toISOString()] as const),
);

const parts = fc.array(fc.tuple(words, varying), { minLength: 1, maxLength: 6 });

test('messages that differ only in numbers, ids, times and quotes share a fingerprint', () => {
  fc.assert(
    fc.property(parts, (list) => {
      const write = (side: 0 | 1) => list.map(([word, pair]) => `${word} ${pair[side]}`).join(' ');
      expect(print(write(1)), normaliseMessage(write(0))).toBe(print(write(0)));
    }),
    { numRuns: 500 },
  );
});

test('messages with other words, types or frames do not', () => {
  const type = fc.constantFrom('TypeError', 'RangeError', 'ValueError', 'PaymentTimeout');
  const frame = fc.constantFrom('pay (till/pay.js)', 'refund (till/pay.js)', 'pay (till/card.js)');
  const kind = fc.tuple(type, words, frame);
  const write = ([name, word, place]: readonly [string, string, string], line: number) => {
    const [call = '', file = ''] = place.replace(')', '').split(' (');
    return print(`${name}: ${word} ${line}`, {
      stackTrace: `${name}: ${word}\n    at ${call} (/app/${file}:${line}:1)`,
    });
  };
  fc.assert(
    fc.property(kind, kind, fc.nat(99_999), fc.nat(99_999), (one, other, i, j) => {
      expect(write(one, i) === write(other, j)).toBe(one.join() === other.join());
    }),
    { numRuns: 500 },
  );
});

describe('frames', () => {
  test.each([
    [
      'a build hash',
      'Error\n    at f (https://a.example/assets/main.3f9ac21b.js:1:2)',
      ['f (assets/main.js)'],
    ],
    [
      'Vite',
      'Error\n    at f (https://a.example/assets/index-DiwrgTda.js?v=1:1:2)',
      ['f (assets/index.js)'],
    ],
    [
      'a plain word',
      'Error\n    at f (/app/src/user-settings.js:1:2)',
      ['f (src/user-settings.js)'],
    ],
    [
      'async and aliases',
      'Error\n    at async Till.pay [as run] (file:///srv/app/till.ts:3:4)',
      ['Till.pay (app/till.ts)'],
    ],
    [
      'Firefox',
      'pay@https://a.example/js/app.js:3:4\n@https://a.example/js/app.js:9:1',
      ['pay (js/app.js)', 'js/app.js'],
    ],
    [
      'Java',
      'x.Y: no\n\tat com.shop.Till.pay(Till.java:12)\n\tat java.base/java.lang.Thread.run(Thread.java:1)',
      ['com.shop.Till.pay (Till.java)'],
    ],
    [
      'C#',
      '   at Shop.Till.Pay(String id) in /src/Shop/Till.cs:line 12\n   at System.Threading.Run()',
      ['Shop.Till.Pay (Shop/Till.cs)'],
    ],
    ['PHP', '#0 /srv/shop/till.php(12): pay(1)\n#1 {main}', ['pay (shop/till.php)']],
    [
      'Ruby',
      "till.rb:3:in 'pay'\n\tfrom main.rb:1:in `<main>'",
      ['pay (till.rb)', '<main> (main.rb)'],
    ],
    ['Go', 'goroutine 1 [running]:\nmain.pay(...)\n\t/srv/shop/till.go:12 +0x1d', ['shop/till.go']],
  ])('of %s', (_, stack, frames) => {
    expect(topFrames(stack)).toEqual(frames);
  });

  test('of Python, the innermost first', () => {
    const stack =
      'Traceback (most recent call last):\n  File "/srv/shop/main.py", line 3, in main\n    pay()\n  File "/srv/shop/till.py", line 9, in pay\n    raise ValueError("no")\nValueError: no';
    expect(topFrames(stack)).toEqual(['pay (shop/till.py)', 'main (shop/main.py)']);
    expect(
      explainError({ category: 'api', errorCode: '', message: 'no', stackTrace: stack }).type,
    ).toBe('ValueError');
  });

  test('of the runtime and of packages only where there are no others', () => {
    const foreign =
      'Error\n    at read (node:fs:1:1)\n    at send (/app/node_modules/express/lib/send.js:2:2)';
    expect(topFrames(`${foreign}\n    at pay (/app/src/pay.js:3:3)`)).toEqual(['pay (src/pay.js)']);
    expect(topFrames(foreign)).toEqual(['read (node:fs)', 'send (lib/send.js)']);
  });

  test('do not depend on lines, and three count', () => {
    const stack = ['a', 'b', 'c', 'd']
      .map((name, i) => `    at ${name} (/x/f.js:${i}:1)`)
      .join('\n');
    expect(topFrames(stack)).toHaveLength(3);
    expect(print('x', { stackTrace: stack })).toBe(
      print('x', { stackTrace: stack.replaceAll(/:\d:1/g, ':77:9').replace(' d ', ' e ') }),
    );
  });
});

test('an explanation says what went in', () => {
  expect(
    explainError({
      category: 'frontend',
      errorCode: 'E_PAY',
      message: 'TypeError: till 7 is "gone"',
      stackTrace: 'at pay (/app/src/pay.js:1:1)',
    }),
  ).toEqual({
    category: 'frontend',
    error_code: 'E_PAY',
    type: 'TypeError',
    message: 'till <n> is <quoted>',
    frames: ['pay (src/pay.js)'],
  });
  expect(
    explainError({ category: 'api', errorCode: 'E1', message: 'Note: x', stackTrace: '' }).type,
  ).toBe('E1');
});

test.each(['a', '“', '«', '"\\', " '\\", '`', '1,', ':', 'a.', '<n>, '])(
  'a message of nothing but %j is normalised in time proportional to its length',
  (part) => {
    const message = part.repeat(8_192 / part.length);
    const took = Array.from({ length: 5 }, () => {
      const from = performance.now();
      normaliseMessage(message);
      return performance.now() - from;
    });
    expect(Math.min(...took)).toBeLessThan(20);
  },
);

test('a fingerprint has 64 hexadecimal digits, however long the message is', () => {
  expect(print('x'.repeat(65_000))).toMatch(/^[0-9a-f]{64}$/);
  expect(print('"'.repeat(65_001))).toMatch(/^[0-9a-f]{64}$/);
});

describe('a fingerprint that the sender gives', () => {
  test('is kept readable and marked', () => {
    expect(readGivenFingerprint('payment-timeout')).toBe('sent:payment-timeout');
    expect(readGivenFingerprint('a'.repeat(59))).toHaveLength(64);
  });

  test('comes back as it was read', () => {
    expect(readGivenFingerprint('sent:payment-timeout')).toBe('sent:payment-timeout');
    expect(readGivenFingerprint(print('x'))).toBeUndefined();
  });

  test('goes past the redactor', () => {
    const given = readGivenFingerprint('card:4111-1111-1111-1111');
    expect(given).toMatch(/^sent:.*\[redacted:/);
    expect(readGivenFingerprint(String(given))).toBe(given);
  });

  test.each(['', '-x', 'a b', 'a/b', 'ä', 'a'.repeat(60), 'x\0', 'sent:', 'a,b'])(
    '%j is none',
    (text) => {
      expect(readGivenFingerprint(text)).toBe(false);
    },
  );
});
