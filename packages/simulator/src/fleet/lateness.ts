import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * How late this process itself is: by so much an acknowledgement may look later than it was, since many
 * terminals share its one event loop.
 */
export interface Lateness {
  /** Begins anew. */
  reset(): void;
  summary(): LatenessSummary;
  stop(): void;
}

/** Milliseconds. */
export interface LatenessSummary {
  readonly late_p99_ms: number;
  readonly late_max_ms: number;
}

const resolutionMs = 5;
const nanosecondsPerMs = 1e6;

/** Begins to watch the event loop. */
export function createLateness(): Lateness {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  const beyond = (nanoseconds: number): number =>
    Math.max(0, Math.round((nanoseconds / nanosecondsPerMs - resolutionMs) * 10) / 10);
  return {
    reset: () => delays.reset(),
    summary: () => ({
      late_p99_ms: beyond(delays.percentile(99)),
      late_max_ms: beyond(delays.max),
    }),
    stop: () => {
      delays.disable();
    },
  };
}
