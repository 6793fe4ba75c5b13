import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createDrainWaiters } from './drain-waiters.ts';

const longMs = 20_000;

test('a drain that gathers hurries as soon as somebody waits, and where somebody waits already', async () => {
  const waiters = createDrainWaiters();
  const { signal } = new AbortController();
  const quiet = waiters.quiet(longMs, signal);
  const reached = waiters.wait(5);
  await quiet;
  await waiters.quiet(longMs, signal);
  waiters.reach(5);
  await reached;
  const startedMs = performance.now();
  await waiters.quiet(30, signal);
  expect(performance.now() - startedMs).toBeGreaterThan(25);
});

test('a drain that gathers stops at once, and leaves nothing behind however often it gathers', async () => {
  const waiters = createDrainWaiters();
  const stopping = new AbortController();
  for (let i = 0; i < 20; i += 1) await waiters.quiet(1, stopping.signal);
  expect(getEventListeners(stopping.signal, 'abort')).toEqual([]);
  const quiet = waiters.quiet(longMs, stopping.signal);
  stopping.abort();
  await quiet;
  await waiters.quiet(longMs, stopping.signal);
});
