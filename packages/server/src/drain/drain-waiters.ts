/** Promises that resolve when a drain has come far enough. */
export interface DrainWaiters {
  wait(sequence: number): Promise<void>;
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
  return {
    wait: (sequence) =>
      new Promise((resolve, reject) => {
        waiters = [...waiters, { sequence, resolve, reject }];
      }),
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
