/**
 * When a measurement of a device says something new. The door thins what comes in by it, and the
 * simulator a past that it makes, which the door takes as it is.
 */
export const thinning = {
  /** Change of a measurement from the last stored row, in percent; the default of a setting. */
  changePercent: 5,
  /** Age of the last stored row at which one is stored in any case; the default of a setting. */
  snapshotSeconds: 300,
  /** Changes of the error rate above it count, in points of percent. */
  errorRateStep: 0.01,
  /** From zero no relative change can be told; above this a value counts as moved. */
  fromZeroStep: 1,
  /** So that 1.1 to 1.155 is five percent, though doubles say a little less. */
  rounding: 1e-9,
} as const;

type Measured = number | null | undefined;

/** Whether one of two is missing; undefined where both are there. */
function isNewlyThere(before: Measured, now: Measured): boolean | undefined {
  const was = before ?? null;
  const is = now ?? null;
  return was === null || is === null ? was !== is : undefined;
}

/** Whether a measurement moved by enough, in percent of what it was; null = not measured. */
export function hasMoved(
  before: Measured,
  now: Measured,
  percent: number = thinning.changePercent,
): boolean {
  if (before === now) return false;
  const newly = isNewlyThere(before, now);
  if (newly !== undefined) return newly;
  const was = before ?? 0;
  const is = now ?? 0;
  if (was === 0) return Math.abs(is) > thinning.fromZeroStep;
  return Math.abs(is - was) * 100 >= Math.abs(was) * percent * (1 - thinning.rounding);
}

/** Whether an error rate moved by enough, in points of percent; null = not measured. */
export function hasErrorRateMoved(before: Measured, now: Measured): boolean {
  if (before === now) return false;
  const newly = isNewlyThere(before, now);
  if (newly !== undefined) return newly;
  return Math.abs((now ?? 0) - (before ?? 0)) > thinning.errorRateStep + thinning.rounding;
}
