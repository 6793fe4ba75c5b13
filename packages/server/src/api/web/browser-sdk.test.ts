import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse();
});
afterAll(() => house.remove());

const load = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${house.url}/sdk/${path}`, { headers });

test.each(['homepot.js', 'homepot.mjs', 'homepot-core.mjs'])(
  '%s is open to pages of everybody, and known again by its content',
  async (name) => {
    const first = await load(name);
    expect(first.status).toBe(200);
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': expect.stringContaining('max-age=300'),
    });
    const etag = first.headers.get('etag') ?? '';
    expect((await load(name, { 'if-none-match': etag })).status).toBe(304);
    expect((await load(name, { 'if-none-match': '"other"' })).status).toBe(200);
    const pinned = await load(`${name}?v=${etag.slice(1, -1)}`);
    expect(pinned.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const outdated = await load(`${name}?v=other`);
    expect(outdated.headers.get('cache-control')).not.toContain('immutable');
  },
);

test('nothing else lies there', async () => {
  expect((await load('built-from.txt')).status).toBe(404);
  expect((await load('..%2fpackage.json')).status).toBe(404);
});
