import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openHomepot } from '../../test/open-homepot.ts';
import { readOutcome } from './outcome.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a batch goes again', () => {
  test.each([
    ['a page of something before the server', 200, '<html>We are working on it</html>'],
    ['nothing at all', 200, ''],
    ['an answer of something else', 204, '{"ok":true}'],
    ['a body that came too slowly', 408, ''],
    ['a connection that is too young', 425, ''],
    ['too many', 429, '{"code":"rate_limited"}'],
    ['a gateway that broke', 500, 'Internal Server Error'],
    ['a gateway that lost the server', 502, '<html></html>'],
    ['a server that starts', 503, '{"code":"not_ready"}'],
    ['a gateway with words of its own', 521, 'Web server is down'],
  ])('after %s', (_, status, text) => {
    expect(readOutcome(status, undefined, text)).toMatchObject({ kind: 'again' });
  });
});

describe('a batch does not go again', () => {
  test.each([
    [400, '{"code":"json_invalid"}'],
    [401, '{"code":"credential_invalid"}'],
    [404, 'Not Found'],
    [413, ''],
    [500, '{"code":"internal"}'],
  ])('after %i %s', (status, text) => {
    expect(readOutcome(status, undefined, text)).toMatchObject({ kind: 'refused' });
  });
});

test('what waited behind a page about repairs arrives once, with its first id', async () => {
  const { homepot, collector, problems } = await openHomepot({}, (_arrived, response, count) => {
    if (count <= 2) response.end('<html>We are working on it</html>');
    return count <= 2;
  });
  homepot.captureError(new Error('x'));
  expect(await homepot.flush()).toBe(true);
  expect(homepot.figures()).toMatchObject({ received: 1, sent: 1, rejected: 0, dropped: 0 });
  expect(new Set(collector.arrived.map(({ id }) => id)).size).toBe(1);
  expect(collector.rows('error_logs')).toHaveLength(1);
  expect(problems).toMatchObject([
    { code: 'unreachable', message: expect.stringContaining('is this the address of its server') },
  ]);
});

test('a clock that is put forward by years loses nothing that waits', async () => {
  const { homepot, collector } = await openHomepot({}, (_arrived, response, count) => {
    if (count <= 2) response.destroy();
    return count <= 2;
  });
  homepot.captureError(new Error('x'));
  await pause(30);
  const nowMs = Date.now();
  vi.spyOn(Date, 'now').mockImplementation(() => nowMs + 30 * 365 * 86_400_000);
  expect(await homepot.flush()).toBe(true);
  expect(homepot.figures()).toMatchObject({ sent: 1, dropped: 0 });
  expect(collector.rows('error_logs')).toHaveLength(1);
});
