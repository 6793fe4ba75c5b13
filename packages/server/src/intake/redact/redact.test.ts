import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactJson } from './redact-json.ts';
import { redactText } from './redact-text.ts';
import { redactUrl } from './redact-url.ts';
import { secretKindOf } from './secret-key.ts';

const jwt =
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';

describe('what is taken out of a text', () => {
  test.each([
    ['card 4111 1111 1111 1111 declined', 'card [redacted:card] declined'],
    ['card 4111-1111-1111-1111.', 'card [redacted:card].'],
    ['amex 378282246310005', 'amex [redacted:card]'],
    ['order 77 5555555555554444 paid', 'order 77 [redacted:card] paid'],
    [`got ${jwt}`, 'got [redacted:jwt]'],
    ['Authorization: Bearer abc.def-123456', 'Authorization: Bearer [redacted:credential]'],
    ['header Basic dXNlcjpwYXNz', 'header Basic [redacted:credential]'],
    [`key ${'sk_live_'}51HxyzABCDEFG`, 'key [redacted:key]'],
    [`key ${'AKIA'}IOSFODNN7EXAMPLE`, 'key [redacted:key]'],
    [`key ${'ghp_'}abcdefghijklmnopqrstuvwxyz0123456789`, 'key [redacted:key]'],
    ['key hp_0123456789abcdef0123456789abcdef', 'key [redacted:key]'],
    [
      'a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- b',
      'a [redacted:key] b',
    ],
    ['cut -----BEGIN PRIVATE KEY-----\nMIIE', 'cut [redacted:key]'],
    ['mail anna.b+x@shop.example.org now', 'mail [redacted:email] now'],
    ['call +49 170 1234567 now', 'call [redacted:phone] now'],
    ['call (555) 123-4567 now', 'call [redacted:phone] now'],
    ['call 1-555-123-4567', 'call [redacted:phone]'],
    ['ssn 123-45-6789', 'ssn [redacted:ssn]'],
    ['postgres://anna:hunter2@db/x', 'postgres://anna:[redacted:password]@db/x'],
    ['GET /x?token=abc&page=2', 'GET /x?token=[redacted:token]&page=2'],
    ['login password=hunter2 failed', 'login password=[redacted:password] failed'],
    ['body {"api_key":"abc def"}', 'body {"api_key":"[redacted:key]"}'],
    ['555-123-4567+491701234567', '[redacted:phone][redacted:phone]'],
    ['Invalid token: abc123', 'Invalid token: [redacted:token]'],
  ])('%s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
    expect(redactText(expected)).toBe(expected);
  });
});

describe('what is left alone in a text', () => {
  test.each([
    'at 20251212132923 in log',
    '2025-12-12T13:29:23.123456Z and 2025-12-12 13:29:23',
    '2025-12-12 13:29:23.123 +0100',
    'id 0198c0de-4111-7111-8111-111111111111 and 41111111-1111-4111-8111-111111111111',
    'host 192.168.100.200:8080 and 10.0.0.1 and 2001:db8::4111:1111',
    'epoch 1765546163123 and 1765546163123456 and 1765546163123456789',
    'count 12345678901234567 of 99999999',
    'pi 3.14159265358979323846 and 4.111111111111111',
    'Bearer authentication failed, basic settings',
    'Token: expired. Password: required',
    'at Object.run (/srv/app/main.js:123:45)',
    'blk_38865049064139660 served to /10.250.19.102',
    'microphone unplugged',
    'user @here',
    'version 1.22.333.4444',
  ])('%s', (text) => {
    expect(redactText(text)).toBe(text);
  });
});

test('keys are read by whole words', () => {
  const secret = [
    'password',
    'userPassword',
    'USER_PASSWORD',
    'api-key',
    'apiKey',
    'APIKey',
    'x-api-key',
    'accessToken',
    'client_secret',
    'Authorization',
    'cardNumber',
    'card_number',
    'cvv',
    'pin',
    'card_pin',
    'pinCode',
    'phone',
    'customer_phone',
    'set-cookie',
  ];
  const harmless = [
    'microphone',
    'headphones',
    'token_count',
    'tokens_used',
    'max_tokens',
    'password_policy',
    'secretary',
    'keyboard',
    'pin_pad',
    'spinning',
    'passenger',
    'compass',
    'emailed',
    'session_id',
    'constructor',
    '__proto__',
    'toString',
    '',
  ];
  expect(secret.filter((key) => secretKindOf(key) === undefined)).toEqual([]);
  expect(harmless.filter((key) => secretKindOf(key) !== undefined)).toEqual([]);
});

test('nested JSON loses secrets by key and by form, and keeps the rest', () => {
  const value = {
    user: { name: 'anna', password: 'x', tokens_used: 3, phone: '+49 170 1234567' },
    card: [4111111111111111, 12, '4111111111111111'],
    credentials: { user: 'a', pass: 'b' },
    token: null,
    headphones: 'none',
    at: '20251212132923',
  };
  expect(redactJson(value)).toEqual({
    user: {
      name: 'anna',
      password: '[redacted:password]',
      tokens_used: 3,
      phone: '[redacted:phone]',
    },
    card: ['[redacted:card]', 12, '[redacted:card]'],
    credentials: '[redacted:credential]',
    token: null,
    headphones: 'none',
    at: '20251212132923',
  });
});

test('a value with nothing to take out is returned itself, not a copy', () => {
  const value = { services: { pos_app: 'error' }, uptime_seconds: 570_672, list: [1, 'two'] };
  expect(redactJson(value)).toBe(value);
});

test('URLs lose passwords and secret parameters and keep their path', () => {
  expect(redactUrl('/a/b')).toBe('/a/b');
  expect(redactUrl('/cb?code=1&access_token=abc#id_token=x')).toBe(
    '/cb?code=1&access_token=[redacted:token]#id_token=[redacted:token]',
  );
  expect(redactUrl('https://anna:pw@shop.example/x?page=2')).toBe(
    'https://anna:[redacted:password]@shop.example/x?page=2',
  );
  expect(redactUrl('/x?mail=anna@shop.example')).toBe('/x?mail=[redacted:email]');
});

test('redacting twice changes nothing more, whatever the text', () => {
  const pieces = fc.constantFrom(
    'password',
    'token',
    '=',
    ':',
    ' ',
    '"',
    "'",
    '@',
    'a.b',
    '://',
    'user:',
    '4111111111111111',
    '-',
    '+49',
    '1701234567',
    'Bearer ',
    'eyJhbGciOi',
    '.',
    '\\',
    '{',
    '}',
    ',',
    '123-45-6789',
    '[redacted:token]',
    '&',
    '?',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 12 }), (parts) => {
      const once = redactText(parts.join(''));
      expect(redactText(once)).toBe(once);
    }),
    { numRuns: 3_000 },
  );
});

test('a card number never survives, however it is grouped', () => {
  const cards = fc.constantFrom('4111111111111111', '5555555555554444', '378282246310005');
  const surroundings = fc.constantFrom('', 'paid with ', 'no. ', '(', 'Karte: ');
  fc.assert(
    fc.property(cards, fc.constantFrom('', ' ', '-'), surroundings, (card, gap, before) => {
      const text = before + (card.match(/.{1,4}/g) ?? []).join(gap);
      expect(redactText(text)).toBe(`${before}[redacted:card]`);
    }),
  );
});

test('hostile texts of 64 KiB are done in less than a second', () => {
  const pieces = [
    'eyJ-',
    'x="\\"',
    'a@',
    '+1 ',
    '1-',
    'key=',
    'Bearer ',
    '://a:',
    'a.',
    '4 ',
    'p_',
  ];
  for (const piece of pieces) {
    const began = performance.now();
    redactText(piece.repeat(65_536 / piece.length));
    expect(performance.now() - began).toBeLessThan(1_000);
  }
});
