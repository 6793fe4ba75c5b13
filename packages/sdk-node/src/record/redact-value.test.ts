import { expect, test } from 'vitest';
import { boundValue } from './bound-value.ts';
import { redactValue } from './redact-value.ts';

test.each([
  ['card 4111 1111 1111 1111!', 'card [redacted:card]!'],
  ['order 1234567890123456', 'order 1234567890123456'],
  ['mail anna@example.com', 'mail [redacted:email]'],
  ['call +49 30 1234567 now', 'call [redacted:phone] now'],
  ['ssn 123-45-6789', 'ssn [redacted:ssn]'],
  ['Bearer abcdef123456', 'Bearer [redacted:credential]'],
  ['postgres://u:pw@host/db', 'postgres://u:[redacted:password]@host/db'],
  ['eyJhbGciOi.eyJzdWIi.sig', '[redacted:jwt]'],
  ['AKIAABCDEFGHIJKLMNOP', '[redacted:key]'],
  ['hp_ingest_0123456789abcdefghij', '[redacted:key]'],
  ['password=hunter2&x=1', 'password=[redacted:secret]&x=1'],
  ['2026-11-22T04:00:00.000Z', '2026-11-22T04:00:00.000Z'],
  ['01a20177-2091-73a8-8c6e-b3928786ecc6', '01a20177-2091-73a8-8c6e-b3928786ecc6'],
])('%s is told as %s', (given, told) => {
  expect(redactValue(given)).toBe(told);
});

test('values under keys that name a secret are taken out, by whole words', () => {
  const given = {
    apiKey: 'a',
    'card-number': 4,
    userPassword2: ['x'],
    access_token: { a: 1 },
    token_count: 5,
    microphone: 'on',
    compass: 'north',
    email: null,
    hasPin: true,
  };
  expect(redactValue(given)).toEqual({
    ...given,
    apiKey: '[redacted]',
    'card-number': '[redacted]',
    userPassword2: '[redacted]',
    access_token: '[redacted]',
  });
});

test('any value is bounded in depth, width and size, and none throws', () => {
  const circle: Record<string, unknown> = { list: Array.from({ length: 500 }, (_, i) => i) };
  circle.self = circle;
  const trap = {
    get x() {
      throw new Error('trap');
    },
  };
  let deep: unknown = 1;
  for (let i = 0; i < 100; i += 1) deep = { deep };
  const wide = Object.fromEntries(
    Array.from({ length: 5_000 }, (_, i) => [`k${i}`, 'x'.repeat(9_000)]),
  );
  const given = {
    circle,
    trap,
    deep,
    wide,
    n: 1n,
    f: () => 1,
    s: Symbol('s'),
    d: new Date(Number.NaN),
  };
  const told = JSON.stringify(boundValue(given));
  expect(told.length).toBeLessThan(200_000);
  expect(told).toContain('"self":"[circular]"');
  expect(told).toContain('"trap":"[unreadable]"');
  expect(told).toContain('[436 more]');
});
