import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse();
});
afterAll(() => house.remove());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(house.url + path, { headers, redirect: 'manual' });
const asBrowser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

test('a browser gets the page at every path of the dashboard, and may keep it only while it is the same', async () => {
  for (const path of ['/', '/devices/pos-1?range=3d', '/kiosk']) {
    const page = await get(path, asBrowser);
    expect([path, page.status, page.headers.get('cache-control')]).toEqual([path, 200, 'no-cache']);
    const etag = page.headers.get('etag') ?? '';
    expect((await get(path, { ...asBrowser, 'if-none-match': etag })).status).toBe(304);
  }
});

test('the page runs nothing but its own scripts, the one within it by its hash', async () => {
  const page = await get('/', asBrowser);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/script-src 'self' 'sha256-[\w+/=]{44}';/);
  expect(policy).not.toContain('unsafe');
  expect(policy).toContain("frame-ancestors 'none'");
});

test('files are sent compressed and may be kept for ever; one that is not there is a problem', async () => {
  const html = await (await get('/', asBrowser)).text();
  const script = /src="(\/assets\/[\w.-]+\.js)"/.exec(html)?.[1] ?? '';
  const file = await get(script, { 'accept-encoding': 'br' });
  expect(file.headers.get('content-encoding')).toBe('br');
  expect(file.headers.get('cache-control')).toContain('immutable');
  expect(file.headers.get('content-type')).toContain('javascript');
  const missing = await get('/assets/gone.js', asBrowser);
  expect([missing.status, missing.headers.get('content-type')]).toEqual([
    404,
    'application/problem+json',
  ]);
});

test.each([
  ['/api/v1/nothing', asBrowser],
  ['/docs/nothing', asBrowser],
  ['/devices/pos-1', { accept: 'application/json' }],
])('%s is a problem for whoever asks for %o', async (path, headers) => {
  const answer = await get(path, headers);
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
});
