import { expect, test } from 'vitest';
import { createManualClock } from './clock.ts';
import { inSlices } from './in-slices.ts';

test('others have their turn after each slice, and everything is done in order', async () => {
  const clock = createManualClock();
  const done: (number | string)[] = [];
  let isOver = false;
  const tick = (): void => {
    done.push('other');
    if (!isOver) setImmediate(tick);
  };
  setImmediate(tick);
  await inSlices(
    [1, 2, 3, 4, 5],
    (item) => {
      clock.advanceMs(2);
      done.push(item);
    },
    { clock, sliceMs: 4 },
  );
  isOver = true;
  expect(done).toEqual([1, 2, 'other', 3, 4, 'other', 5]);
});

test('what is done within a slice is done at once', async () => {
  const done: number[] = [];
  const working = inSlices([1, 2, 3], (item) => done.push(item), {
    clock: createManualClock(),
    sliceMs: 4,
  });
  expect(done).toEqual([1, 2, 3]);
  await working;
});

test('what the work throws is thrown', async () => {
  const working = inSlices(
    [1],
    () => {
      throw new Error('bad');
    },
    { clock: createManualClock(), sliceMs: 4 },
  );
  await expect(working).rejects.toThrow('bad');
});
