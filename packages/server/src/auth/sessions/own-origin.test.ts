import { expect, test } from 'vitest';
import type { Principal } from '../principal.ts';
import { requireOwnOrigin } from './own-origin.ts';

const person: Principal = {
  kind: 'user',
  userId: 1,
  username: 'ada',
  isAdmin: true,
  sessionId: 's',
  byCookie: true,
};

const base = {
  method: 'POST',
  host: 'localhost:8000',
  origin: undefined,
  referer: undefined,
  secFetchSite: undefined,
};

const allows = (over: object, principal: Principal = person, publicUrl?: string): boolean => {
  try {
    requireOwnOrigin(principal, { ...base, ...over }, publicUrl);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'origin_refused', status: 403 });
    return false;
  }
};

test.each([
  ['a page of this server', { origin: 'http://localhost:8000' }, true],
  ['the same by its Referer', { referer: 'http://localhost:8000/docs' }, true],
  ['behind TLS that somebody else ended', { origin: 'https://LOCALHOST:8000' }, true],
  ['a program that says nothing', {}, true],
  ['another site', { origin: 'http://evil.example' }, false],
  ['another site by its Referer', { referer: 'http://evil.example/x' }, false],
  ['another port, which shares the cookie', { origin: 'http://localhost:3000' }, false],
  [
    'a name that only begins like this one',
    { origin: 'http://localhost:8000.evil.example' },
    false,
  ],
  ['a sandboxed page', { origin: 'null' }, false],
  ['another site that hides', { secFetchSite: 'cross-site' }, false],
  [
    'another site that lies',
    { origin: 'http://localhost:8000', secFetchSite: 'cross-site' },
    false,
  ],
  ['a browser that names no page', { secFetchSite: 'same-site' }, false],
  ['a look from another site', { origin: 'http://evil.example', method: 'GET' }, true],
])('%s', (_, over, allowed) => {
  expect(allows(over)).toBe(allowed);
});

test('pages of PUBLIC_URL are its own', () => {
  const over = { origin: 'https://pot.example' };
  expect(allows(over, person, 'https://pot.example/')).toBe(true);
  expect(allows(over, person, 'https://other.example')).toBe(false);
});

test('only cookies travel by themselves', () => {
  const evil = { origin: 'http://evil.example', secFetchSite: 'cross-site' };
  expect(allows(evil, { ...person, byCookie: false })).toBe(true);
  expect(
    allows(evil, {
      kind: 'device',
      deviceId: 'd',
      siteId: 'site-test',
      keyId: 'k',
      provenance: 'real',
    }),
  ).toBe(true);
});
