import { expect, test } from 'vitest';
import { createShared } from './create-shared.ts';

function start() {
  const now = { ms: 0, toldId: 0 };
  let composed = 0;
  const share = createShared<number>({
    clock: { monotonicMs: () => now.ms },
    readLastToldId: async () => now.toldId,
  });
  const ask = (name = 'all') =>
    share(name, async () => {
      composed += 1;
      return composed;
    });
  return { now, ask, share };
}

test('who asks within a second gets the same, later or of something else another', async () => {
  const { now, ask } = start();
  expect([await ask(), await ask()]).toEqual([1, 1]);
  expect(await ask('others')).toBe(2);
  now.ms = 999;
  expect(await ask()).toBe(1);
  now.ms = 1_000;
  expect(await ask()).toBe(3);
});

test('what was begun before something was told is not given to who asks after it', async () => {
  const { now, ask } = start();
  const before = ask();
  await Promise.resolve();
  now.toldId = 1;
  expect([await before, await ask(), await ask()]).toEqual([1, 2, 2]);
});

test('of the same, one answer is made at a time, and one more for all who came too late for it', async () => {
  const { now, share } = start();
  const running: PromiseWithResolvers<number>[] = [];
  const compose = (): Promise<number> => {
    const one = Promise.withResolvers<number>();
    running.push(one);
    return one.promise;
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const first = share('all', compose);
  await settle();
  const late: Promise<number>[] = [];
  for (now.toldId = 1; now.toldId < 20; now.toldId += 1) {
    late.push(share('all', compose));
    await settle();
  }
  expect(running).toHaveLength(1);
  running[0]?.resolve(1);
  await settle();
  expect(running).toHaveLength(2);
  running[1]?.resolve(2);
  expect([await first, ...new Set(await Promise.all(late))]).toEqual([1, 2]);
});

test('who waits behind a failure is not told of it', async () => {
  const { now, share } = start();
  const fails = Promise.withResolvers<number>();
  const first = share('all', () => fails.promise);
  await new Promise((resolve) => setImmediate(resolve));
  now.toldId = 1;
  const second = share('all', async () => 2);
  fails.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  expect(await second).toBe(2);
});

test('a failure is told to those who wait, and not kept', async () => {
  const { ask, share } = start();
  await expect(share('all', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await ask()).toBe(1);
});
