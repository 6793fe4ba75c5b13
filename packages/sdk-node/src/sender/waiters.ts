/** Those who wait until no record up to a serial is unsettled. */
export interface Waiters {
  /** Resolves with whether that came to be in time. Keeps the process alive until then. */
  wait(serial: number, timeoutMs: number): Promise<boolean>;
  /** Tells all of whom this holds. */
  tell(isSettled: (serial: number) => boolean): void;
  /** Tells all others that it will not come to be. */
  end(): void;
}

interface Waiter {
  readonly serial: number;
  settle(isDone: boolean): void;
}

/** Creates an empty list. */
export function createWaiters(): Waiters {
  const waiters = new Set<Waiter>();
  return {
    wait: (serial, timeoutMs) =>
      new Promise((resolve) => {
        const waiter: Waiter = {
          serial,
          settle(isDone) {
            clearTimeout(deadline);
            waiters.delete(waiter);
            resolve(isDone);
          },
        };
        // Not unreferenced: this is what holds the process as long as the caller said.
        const deadline = setTimeout(() => waiter.settle(false), timeoutMs);
        waiters.add(waiter);
      }),
    tell(isSettled) {
      for (const waiter of waiters) if (isSettled(waiter.serial)) waiter.settle(true);
    },
    end() {
      for (const waiter of waiters) waiter.settle(false);
    },
  };
}
