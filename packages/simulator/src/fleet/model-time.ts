/**
 * The time of the simulated world. It began as the true time and runs `speed` times as fast, so that
 * an hour of a shop can pass in a minute. Reports carry the true time: the house has no other.
 */
export interface ModelTime {
  readonly speed: number;
  nowMs(): number;
}

/** Creates the time of a simulation that begins now. */
export function createModelTime(speed: number): ModelTime {
  const startedAtMs = Date.now();
  const began = performance.now();
  return { speed, nowMs: () => Math.round(startedAtMs + (performance.now() - began) * speed) };
}
