import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';
import { dashboardFolder } from './dashboard-page.ts';

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

test('the worker may ask this server, and nothing else; other files may do nothing by themselves', async () => {
  const files = await readdir(new URL('assets/', dashboardFolder));
  const worker = files.find((name) => /^live-worker-.*\.js$/.test(name));
  for (const encoding of ['identity', 'br', 'gzip']) {
    const headers = { 'accept-encoding': encoding };
    const answer = await get(`/assets/${worker}`, headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect(answer.headers.get('content-security-policy')).not.toContain('unsafe');
    const other = await get(
      `/assets/${files.find((name) => /^index-.*\.js$/.test(name))}`,
      headers,
    );
    expect(other.headers.get('content-security-policy')).not.toContain('connect-src');
  }
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

test('a link that signs nobody in shows a browser the page, never to be kept, and tells others the problem', async () => {
  for (const token of ['wrong', 'x'.repeat(101), '']) {
    const path = `/login?token=${token}`;
    const page = await get(path, asBrowser);
    expect([token, page.status, page.headers.get('cache-control')]).toEqual([
      token,
      401,
      'no-store',
    ]);
    expect(page.headers.get('etag')).toBeNull();
    const plain = await get('/', asBrowser);
    expect(page.headers.get('content-security-policy')).toBe(
      plain.headers.get('content-security-policy'),
    );
    expect(await page.text()).toBe(await plain.text());
    for (const accept of ['application/json', '*/*']) {
      const problem = await get(path, { accept });
      expect(problem.headers.get('content-type')).toBe('application/problem+json');
      expect(problem.status).toBe(token === 'wrong' ? 401 : 400);
    }
  }
  expect((await get('/login', asBrowser)).status).toBe(200);
  expect((await get('/login', { accept: 'application/json' })).status).toBe(400);
  const head = await fetch(`${house.url}/login?token=wrong`, {
    method: 'HEAD',
    headers: asBrowser,
  });
  expect([head.status, head.headers.get('content-type')]).toEqual([
    405,
    'application/problem+json',
  ]);
});

test.each(['/assets/....//....//package.json', '/assets/a%2f..%2f..%2fpackage.json'])(
  '%s leads out of the folder, so that there is nothing, and no fault of the house',
  async (path) => {
    const answer = await get(path, asBrowser);
    expect([answer.status, (await answer.json()).code]).toEqual([404, 'not_found']);
  },
);
