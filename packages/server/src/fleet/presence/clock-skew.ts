const intMax = 2_147_483_647;
/** A longer way moves the estimate by this part of the difference, at each report. */
const giveWayParts = 64;

/**
 * How far the clock of a device is behind that of the server, in milliseconds (negative: ahead),
 * after one more report. `sampleMs` is arrival minus sending, each by its own clock: the true
 * difference plus the time on the way, which is never below zero. So the least sample is the best,
 * and is taken at once. Clocks drift and are set anew, so a greater sample draws the estimate up
 * slowly: a delay of a minute by under a second, a clock set back within some minutes.
 */
export function estimateSkew(knownMs: number | null, sampleMs: number): number {
  const sample = Math.round(Math.max(-intMax, Math.min(intMax, sampleMs)));
  if (knownMs === null || sample <= knownMs) return sample;
  return knownMs + Math.ceil((sample - knownMs) / giveWayParts);
}
