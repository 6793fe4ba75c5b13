/** Promises that resolve when a drain has come far enough. */
export interface DrainWaiters {
  wait(sequence: number): Promise<void>;
  /** Resolves as soon as somebody waits. */
  arrival(): Promise<void>;
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
  let arrival = Promise.withResolvers<void>();
  return {
    wait: (sequence) =>
      new Promise((resolve, reject) => {
        waiters = [...waiters, { sequence, resolve, reject }];
        arrival.resolve();
        arrival = Promise.withResolvers();
      }),
    arrival: () => (waiters.length > 0 ? Promise.resolve() : arrival.promise),
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
