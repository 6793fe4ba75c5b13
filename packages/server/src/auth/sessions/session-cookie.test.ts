import { expect, test } from 'vitest';
import { createSessionCookie, isCookieSecure, readSessionCookie } from './session-cookie.ts';

const plain = { overTls: false, hostname: 'pot.example', forwarded: false, publicUrl: undefined };
const publicUrl = 'https://pot.example';

test.each([
  ['over TLS', { overTls: true }, true],
  ['over TLS on this machine', { overTls: true, hostname: 'localhost' }, true],
  ['plain, with no public address', {}, false],
  ['plain, public address with TLS', { publicUrl }, true],
  ['plain, public address without TLS', { publicUrl: 'http://pot.example' }, false],
  ['plain on this machine', { publicUrl, hostname: '127.0.0.1' }, false],
  ['plain on this machine by name', { publicUrl, hostname: 'localhost' }, false],
  ['plain on this machine by IPv6', { publicUrl, hostname: '[::1]' }, false],
  [
    'a proxy that calls by a loopback name',
    { publicUrl, hostname: '127.0.0.1', forwarded: true },
    true,
  ],
  ['a name that only looks local', { publicUrl, hostname: 'localhost.evil.example' }, true],
])('Secure: %s', (_, over, secure) => {
  expect(isCookieSecure({ ...plain, ...over })).toBe(secure);
});

test('the cookie is out of reach of scripts and other sites', () => {
  expect(createSessionCookie('T', true)).toBe(
    'homepot_session=T; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure',
  );
});

test.each([
  ['homepot_session=abc', 'abc'],
  ['a=1; homepot_session=abc; b=2', 'abc'],
  ['xhomepot_session=abc', undefined],
  ['homepot_session=', ''],
  ['', undefined],
])('reads %j', (header, token) => {
  expect(readSessionCookie(header)).toBe(token);
});
