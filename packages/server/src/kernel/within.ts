import { setTimeout as pause } from 'node:timers/promises';

/** Waits for something, but not longer than `milliseconds`. Says whether it came to an end. */
export async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      work.then(() => true),
      pause(milliseconds, false, { signal: timer.signal }),
    ]);
  } finally {
    timer.abort();
  }
}
