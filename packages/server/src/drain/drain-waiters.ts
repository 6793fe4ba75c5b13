import { pause } from './retry-pause.ts';

/** Promises that resolve when a drain has come far enough. */
export interface DrainWaiters {
  wait(sequence: number): Promise<void>;
  /** Resolves after so long, or on the signal, or as soon as somebody waits. */
  quiet(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Everything up to this sequence number is stored. */
  reach(sequence: number): void;
  /** Rejects whoever still waits. */
  stop(): void;
}

interface Waiter {
  readonly sequence: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Creates a list of nobody. */
export function createDrainWaiters(): DrainWaiters {
  let waiters: readonly Waiter[] = [];
  /** Ends the quiet. */
  let disturb: (() => void) | undefined;
  return {
    wait: (sequence) =>
      new Promise((resolve, reject) => {
        waiters = [...waiters, { sequence, resolve, reject }];
        disturb?.();
      }),
    async quiet(milliseconds, signal) {
      if (waiters.length > 0 || signal.aborted) return;
      const disturbed = new AbortController();
      const end = () => disturbed.abort();
      disturb = end;
      signal.addEventListener('abort', end);
      await pause(milliseconds, disturbed.signal);
      signal.removeEventListener('abort', end);
      disturb = undefined;
    },
    reach(reached) {
      for (const { sequence, resolve } of waiters) if (sequence <= reached) resolve();
      waiters = waiters.filter(({ sequence }) => sequence > reached);
    },
    stop() {
      for (const { reject } of waiters) reject(new Error('the drain was stopped'));
      waiters = [];
    },
  };
}
