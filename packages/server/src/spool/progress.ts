/** How far the durable entries go, and who waits for more. */
export interface Progress {
  /** The last durable number. */
  last(): number;
  /** Resolves when there is something behind `after`, when the signal aborts, and when freed. */
  wait(after: number, signal?: AbortSignal): Promise<void>;
  /** Entries up to here are durable. */
  tell(sequence: number): void;
  /** A reader found no entry behind `after` when `last` was the last number: damage took them. */
  tellNothing(after: number, last: number): void;
  /** Frees all who wait. */
  freeAll(): void;
}

export function createProgress(lastSequence: number): Progress {
  const waiting = new Map<() => void, number>();
  let last = lastSequence;
  let readable = lastSequence;
  return {
    last: () => last,
    wait(after, signal) {
      if (readable > after || signal?.aborted === true) return Promise.resolve();
      return new Promise((resolve) => {
        const free = (): void => {
          waiting.delete(free);
          signal?.removeEventListener('abort', free);
          resolve();
        };
        waiting.set(free, after);
        signal?.addEventListener('abort', free);
      });
    },
    tell(sequence) {
      last = sequence;
      readable = sequence;
      for (const [free, after] of waiting) if (sequence > after) free();
    },
    tellNothing(after, lastThen) {
      if (last === lastThen) readable = Math.min(readable, after);
    },
    freeAll() {
      for (const free of waiting.keys()) free();
    },
  };
}
