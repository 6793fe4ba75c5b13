import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from './clock.ts';

/**
 * Works through a list, one thing after the other. Whenever that took `sliceMs`, what else waits in the event
 * loop has its turn, so that long work makes nobody wait for longer than that and one thing.
 */
export async function inSlices<T>(
  items: Iterable<T>,
  work: (item: T) => void,
  { clock, sliceMs }: { readonly clock: Pick<Clock, 'monotonicMs'>; readonly sliceMs: number },
): Promise<void> {
  let endMs = clock.monotonicMs() + sliceMs;
  for (const item of items) {
    work(item);
    if (clock.monotonicMs() < endMs) continue;
    await nextTurn();
    endMs = clock.monotonicMs() + sliceMs;
  }
}
