import { expect, test } from 'vitest';
import { limits } from '../../kernel/index.ts';
import { createPublished } from './published.ts';

test('of things with the same id the last is told, of too many the newest, and the rest is counted', () => {
  const published = createPublished();
  const many = 5 * limits.livePublishedPerSecondMax;
  for (let i = 0; i < many; i += 1) published.append('alerts', { id: i, state: 'pending' });
  published.append('alerts', { id: many - 1, state: 'firing' });
  const { items = [], skipped } = published.take()?.alerts ?? {};
  expect(items).toHaveLength(limits.livePublishedPerSecondMax);
  expect(items.at(-1)).toEqual({ id: many - 1, state: 'firing' });
  expect(items[0]).toEqual({ id: many - limits.livePublishedPerSecondMax, state: 'pending' });
  expect(skipped).toBe(many - limits.livePublishedPerSecondMax);
  expect(published.take()).toBeUndefined();
});

test('what is too long is only counted', () => {
  const published = createPublished();
  published.append('alerts', { id: 1, text: 'x'.repeat(limits.livePublishedBytesMax) });
  expect(published.take()).toEqual({ alerts: { items: [], skipped: 1 } });
});

test('what could not be told counts as older than what came since', () => {
  const published = createPublished();
  published.append('alerts', { id: 1, state: 'pending' });
  published.append('alerts', { id: 2, state: 'pending' });
  const told = published.take();
  published.append('alerts', { id: 1, state: 'firing' });
  published.giveBack(told);
  expect(published.take()).toEqual({
    alerts: {
      items: [
        { id: 2, state: 'pending' },
        { id: 1, state: 'firing' },
      ],
      skipped: 0,
    },
  });
});

test('a thousand changes at once are noted in a moment', () => {
  const published = createPublished();
  const startMs = performance.now();
  for (let i = 0; i < 5_000; i += 1) {
    published.append('alerts', { id: i, state: 'firing', summary: 'a device is silent'.repeat(5) });
  }
  // It took seconds when each looked through all that waited.
  expect(performance.now() - startMs).toBeLessThan(1_500);
});
