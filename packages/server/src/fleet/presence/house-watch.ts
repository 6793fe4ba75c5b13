import { limits } from '../../kernel/index.ts';

/** A run of a server, during which it looked after the fleet without a gap. Milliseconds since 1970. */
export interface ServerRun {
  readonly startedAtMs: number;
  readonly beatAtMs: number;
  /** What reached it before is in the database; null while it cannot say. */
  readonly storedUntilMs: number | null;
}

/** How long the house has been looking after the fleet, and as of when it can judge silence. */
export interface HouseWatch {
  /** Since when at least one server looked at any time. */
  readonly sinceMs: number;
  /** When the last server before that looked last; null where there was none. */
  readonly downFromMs: number | null;
  /** Reports that arrived before are all in the database; undefined while a server cannot say. */
  readonly asOfMs: number | undefined;
}

function storedUntil(runs: readonly ServerRun[], nowMs: number): number | undefined {
  let asOfMs = nowMs;
  for (const { beatAtMs, storedUntilMs } of runs) {
    if (beatAtMs < nowMs - limits.heartbeatGapMillisecondsMax) continue;
    if (storedUntilMs === null) return undefined;
    asOfMs = Math.min(asOfMs, storedUntilMs);
  }
  return asOfMs;
}

/**
 * Puts the runs of all servers together, which are given with the latest beat first. Runs that
 * overlap, or lie less than a gap apart, are one watch; the first that ends earlier tells since when
 * nobody had looked.
 */
export function readHouseWatch(runs: readonly ServerRun[], nowMs: number): HouseWatch {
  let sinceMs = nowMs;
  let downFromMs: number | null = null;
  for (const { startedAtMs, beatAtMs } of runs) {
    if (beatAtMs < sinceMs - limits.heartbeatGapMillisecondsMax) {
      downFromMs = beatAtMs;
      break;
    }
    sinceMs = Math.min(sinceMs, startedAtMs);
  }
  return { sinceMs, downFromMs, asOfMs: storedUntil(runs, nowMs) };
}
