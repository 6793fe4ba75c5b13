import { describe, expect, test } from 'vitest';
import { redactKnownForms } from './known-forms.ts';
import { redactJson } from './redact-json.ts';
import { redactText } from './redact-text.ts';
import { redactUrl } from './redact-url.ts';
import { secretKindOf } from './secret-key.ts';

const card = '[redacted:card]';
const jwt =
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';

describe('a card in a text', () => {
  test.each([
    ['swipe %B4111111111111111^DOE/JOHN^25121010000000000? read', `swipe ${card} read`],
    ['swipe ;4111111111111111=25121010000000000? read', `swipe ${card} read`],
    ['card4111111111111111', `card${card}`],
    ['pan_4111111111111111_ok', `pan_${card}_ok`],
    ['x4111111111111111x', `x${card}x`],
    ['4111.1111.1111.1111', card],
    ['4111/1111/1111/1111', card],
    ['4111\t1111\t1111\t1111', card],
    ['4111\u00a01111\u00a01111\u00a01111', card],
    ['4111  1111  1111  1111', card],
    ['4111+1111+1111+1111', card],
    ['4111%201111%201111%201111', card],
    ['4111,1111,1111,1111', card],
    ['4111_1111_1111_1111', card],
    ['4111\u20131111\u20131111\u20131111', card],
    ['4111\u200b1111\u200b1111\u200b1111', card],
    ['\uff14\uff11\uff11\uff11 1111 1111 1111', card],
    ['٤١١١ ١١١١ ١١١١ ١١١١', card],
    ['3782.822463.10005', card],
    ['paid 4111111111111111.50', `paid ${card}.50`],
    ['/cards/4111111111111111', `/cards/${card}`],
  ])('%j', (text, expected) => {
    expect(redactText(text)).toBe(expected);
    expect(redactText(expected)).toBe(expected);
    if (text.length >= 13) expect(redactKnownForms(text)).toBe(expected);
  });
});

describe('a secret with a name in a text', () => {
  test.each([
    ['{\\"password\\":\\"hunter3\\"}', '{\\"password\\":\\"[redacted:password]\\"}'],
    ['pass=x', 'pass=[redacted:password]'],
    ['run --password x now', 'run --password [redacted:password] now'],
    ['run --user anna --password=abc', 'run --user anna --password=[redacted:password]'],
    ['<password>x</password>', '<password>[redacted:password]</password>'],
    ['password => x', 'password => [redacted:password]'],
    ['q=password%3Dx', 'q=password%3D[redacted:password]'],
    ['u=%3Fpassword%3Dx', 'u=%3Fpassword%3D[redacted:password]'],
    ['password is x9', 'password is [redacted:password]'],
    ['url=/x?password=abc', 'url=/x?password=[redacted:password]'],
    ['a=password=abc', 'a=password=[redacted:password]'],
    ['password="cut of', 'password="[redacted:password] of'],
    ['auth=abc', 'auth=[redacted:credential]'],
  ])('%s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
    expect(redactText(expected)).toBe(expected);
  });
});

describe('what stays, also in an id', () => {
  test.each([
    'microphone',
    '20251212132923',
    '2025-12-12T13:29:23.123456Z',
    '2025-12-12 13:29:23.123 +0100',
    '0198c0de-4111-7111-8111-111111111111',
    '4bf92f3577b34da6a3ce929d0e0e4736',
    'a4111111111111111b4111111111111111aaaaaa',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    '192.168.100.200',
    '2001:db8::4111:1111:1111:1111',
    'pos-terminal-00042',
    'pos-terminal-4111111111111112',
    'order-1234567890123456',
    '4111111111111112',
    '9111111111111111111',
    '1765546163123456789',
    '1.4111111111111111',
    '0.5105105105105100',
    '1,234,567,890,123.45',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.6099.109 Safari/537.36',
    'blk_38865049064139660',
    'the token is expired, the password is wrong',
    'pass=12 fail=0',
    'auth: ok',
    'Zürich – Straße 4',
  ])('%s', (text) => {
    expect(redactText(text)).toBe(text);
    expect(redactKnownForms(text)).toBe(text);
    expect(redactUrl(text)).toBe(text);
  });

  test('e-mail addresses and phone numbers may be ids', () => {
    expect(redactKnownForms('anna.b@shop.example.org')).toBe('anna.b@shop.example.org');
    expect(redactKnownForms('+49 170 1234567')).toBe('+49 170 1234567');
  });
});

test('an id loses tokens and keys', () => {
  expect(redactKnownForms(`app ${jwt}`)).toBe('app [redacted:jwt]');
  expect(redactKnownForms(`app ${'sk_live_'}51HxyzABCDEFG`)).toBe('app [redacted:key]');
});

test('names in the plural, with digits and in other spellings are secret', () => {
  const secret = [
    'tokens',
    'access_tokens',
    'apiKeys',
    'private_keys',
    'password2',
    'PASSWORD1',
    'accessToken2',
    'pass_word',
    'auth',
    'authorisation',
    'passwort',
    `${'x'.repeat(60_000)}_password`,
  ];
  const harmless = [
    'max_tokens',
    'prompt_tokens',
    'auth_type',
    'pin1',
    'pins',
    'pass_rate',
    'spans',
  ];
  expect(secret.filter((key) => secretKindOf(key) === undefined)).toEqual([]);
  expect(harmless.filter((key) => secretKindOf(key) !== undefined)).toEqual([]);
});

test('a state and a count under such a name stay', () => {
  const value = { services: { auth: 'ok' }, tests: { pass: 12, fail: 1 }, tokens: 1_500 };
  expect(redactJson(value)).toBe(value);
});

describe('a URL', () => {
  test.each([
    ['/cards/4111111111111111/pay', `/cards/${card}/pay`],
    ['/cards/4111%201111%201111%201111', `/cards/${card}`],
    [`/t/${jwt}`, '/t/[redacted:jwt]'],
    [`/k/${'sk_live_'}51HxyzABCDEFG`, '/k/[redacted:key]'],
    [
      '/go?next=https%3A%2F%2Fa.example%2Fx%3Ftoken%3Dabc%26page%3D2',
      '/go?next=https%3A%2F%2Fa.example%2Fx%3Ftoken%3D[redacted:token]%26page%3D2',
    ],
    ['/x?mail=anna%40shop.example', '/x?mail=[redacted:email]'],
  ])('%s', (url, expected) => {
    expect(redactUrl(url)).toBe(expected);
    expect(redactUrl(expected)).toBe(expected);
  });

  test.each(['/a%20b/c?x=1%202', '/a%zz?x=%', '/v1/devices/{device_id}?page=2'])(
    '%s stays',
    (url) => {
      expect(redactUrl(url)).toBe(url);
    },
  );
});

describe('a key that is known by its beginning', () => {
  const tail = 'aB3dE5gH7jK9mN1pQ3sT5vW7xY9zA1cD3eF5';
  test.each([
    `SK${'0a1b2c3d'.repeat(4)}`,
    `SG.${tail.slice(0, 22)}.${tail}`,
    `ya29.${tail}`,
    `GOCSPX-${tail.slice(0, 28)}`,
    `shpat_${'0a1b2c3d'.repeat(4)}`,
    `dop_v1_${'0a1b2c3d'.repeat(8)}`,
    `hf_${tail}`,
    `sq0atp-${tail.slice(0, 22)}`,
    `pypi-AgEIcHlwaS5vcmc${tail}`,
    `dckr_pat_${tail.slice(0, 27)}`,
    `whsec_${tail}+/${tail.slice(0, 5)}=`,
  ])('%s', (key) => {
    expect(redactText(`used ${key} here`)).toBe('used [redacted:key] here');
    expect(redactKnownForms(key)).toBe('[redacted:key]');
    expect(redactUrl(`/x?ref=${encodeURIComponent(key)}`)).toBe('/x?ref=[redacted:key]');
  });
});

describe('a secret whose name stands beside it', () => {
  test.each([
    [
      { name: 'Authorization', value: 'Digest abc' },
      { name: 'Authorization', value: '[redacted:credential]' },
    ],
    [
      { key: 'db_password', value: 'x' },
      { key: 'db_password', value: '[redacted:password]' },
    ],
    [
      ['accept', '*/*', 'Cookie', 'a=b'],
      ['accept', '*/*', 'Cookie', '[redacted:cookie]'],
    ],
    [
      ['X-Session-Token', 'abc'],
      ['X-Session-Token', '[redacted:token]'],
    ],
    [
      { name: 'colour', value: 'red' },
      { name: 'colour', value: 'red' },
    ],
    [
      ['password', 'reset'],
      ['password', 'reset'],
    ],
    [{ value: 'password' }, { value: 'password' }],
  ])('%j', (value, expected) => {
    expect(redactJson(value)).toEqual(expected);
  });
});

test('a card that a program cuts by four keeps no rest', () => {
  expect(redactText('card 4222 2222 2222 2 end')).toBe('card [redacted:card] end');
  expect(redactText('card 3056-9309-0259-04 end')).toBe('card [redacted:card] end');
  expect(redactText('4222 2222 2222 3')).toBe('4222 2222 2222 3');
});

test.each([
  [
    'GET https://a.example/?url=redis%3A%2F%2Fapp%3AyqDKn7%40b.example',
    'GET https://a.example/?url=redis%3A%2F%2Fapp%3A[redacted:password]%40b.example',
  ],
  ['/x?header=BEARER%207kKY9_TSDMn4u9Us&b=2', '/x?header=BEARER%20[redacted:credential]&b=2'],
  ['see /x?mail=anna%40shop.example ok', 'see /x?mail=[redacted:email] ok'],
  ['/x?a=1%202&b=%zz stays', '/x?a=1%202&b=%zz stays'],
])('a secret in a parameter behind percent signs in a text: %s', (text, expected) => {
  expect(redactText(text)).toBe(expected);
  expect(redactText(expected)).toBe(expected);
});
