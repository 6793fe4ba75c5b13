/** The clock of the device. It may be wrong, and it may be set while the agent runs. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
  /** Milliseconds since an arbitrary instant, never going back. */
  monotonicMs(): number;
}

/**
 * Calls back later. An agent has at most one call waiting, a transport one or two, so that one
 * scheduler can drive thousands of agents, at any speed.
 */
export interface Scheduler {
  /** Calls `run` once, `delayMs` milliseconds from now by the monotonic clock. Returns its undoing. */
  after(delayMs: number, run: () => void): () => void;
}
