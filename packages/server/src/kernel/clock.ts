/** The only place that reads time. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
  /** Milliseconds since an arbitrary instant, never going back. */
  monotonicMs(): number;
}

/** The machine's clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** A clock that stands still until it is told to move; for tests. */
export function createManualClock(
  startMs = 1_767_225_600_000,
): Clock & { advanceMs(by: number): void } {
  let now = startMs;
  return {
    nowMs: () => now,
    monotonicMs: () => now - startMs,
    advanceMs: (by) => {
      now += by;
    },
  };
}
