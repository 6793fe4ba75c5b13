/** A value and the instant from which it stands, milliseconds since 1970. */
export interface Step {
  readonly atMs: number;
  readonly value: number;
}

/** From and to, and how the time between is cut: `points` instants of equal weight. */
export interface Grid {
  readonly fromMs: number;
  readonly toMs: number;
  readonly points: number;
}

/**
 * What stood at each instant of the grid, the middle of each of its parts: a value stands until the
 * next, but no longer than `holdMs`; what is older is a gap and undefined. Steps are in the order of
 * time. Every number that is made of the answer is weighted by time.
 */
export function holdSteps(
  steps: readonly Step[],
  { fromMs, toMs, points }: Grid,
  holdMs: number,
): (number | undefined)[] {
  const partMs = (toMs - fromMs) / points;
  let next = 0;
  return Array.from({ length: points }, (_, i) => {
    const atMs = fromMs + (i + 0.5) * partMs;
    while ((steps[next]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs) next += 1;
    const step = steps[next - 1];
    return step === undefined || atMs - step.atMs > holdMs ? undefined : step.value;
  });
}

/**
 * Turns a count that grows over a day and begins again into what it grew by from each instant to the
 * next, per minute. A smaller count than before is a new beginning.
 */
export function growthPerMinute(
  counts: readonly (number | undefined)[],
  { fromMs, toMs, points }: Grid,
): number[] {
  const minutes = (toMs - fromMs) / points / 60_000;
  return counts.flatMap((count, i) => {
    const before = counts[i - 1];
    if (count === undefined || before === undefined) return [];
    return [(count >= before ? count - before : count) / minutes];
  });
}
