import { dayMs } from '../units.ts';
import type { CrashLoop } from './configuration.ts';
import type { DeviceFaults } from './device-faults.ts';

/** When a terminal was switched on, and whether it is through with that. */
export interface Boots {
  /** Takes note of restarts that nobody ordered. To be asked in the order of time. */
  at(faults: DeviceFaults, atMs: number): { readonly bootedAtMs: number; readonly isUp: boolean };
  /** A restart that was ordered; `loop` are the crashes that follow from it. */
  restart(atMs: number, loop?: CrashLoop): void;
}

const startingMs = 12_000;
/** How long after its start a terminal with a bad configuration crashes first. */
const firstCrashMs = 40_000;

/** The last crash of a loop that began at `sinceMs`, if there was one. */
function lastCrash({ crashes, everyMs }: CrashLoop, sinceMs: number, atMs: number): number {
  const number = Math.floor((atMs - sinceMs - firstCrashMs) / everyMs);
  if (number < 0) return Number.NEGATIVE_INFINITY;
  return sinceMs + firstCrashMs + Math.min(number, crashes - 1) * everyMs;
}

/**
 * Creates the record of the starts of a terminal. A terminal starts again after a leak has filled
 * its memory, after a crash, and when somebody pulls the plug; it is silent until it is through.
 */
export function createBoots(phase: number): Boots {
  let bootedAtMs: number | undefined;
  let leakEndMs = Number.POSITIVE_INFINITY;
  let loop: CrashLoop | undefined;
  let loopSinceMs = 0;
  return {
    at(faults, atMs) {
      bootedAtMs ??= atMs - (0.2 + 5 * phase) * dayMs;
      if (faults.leak.isOn) leakEndMs = faults.leak.episode?.endMs ?? leakEndMs;
      const crash = loop === undefined ? 0 : lastCrash(loop, loopSinceMs, atMs);
      const starts = [crash, leakEndMs, faults.restart.episode?.endMs ?? 0];
      let isUp = !faults.restart.isOn;
      for (const start of starts) {
        if (start > atMs) continue;
        bootedAtMs = Math.max(bootedAtMs, start);
        if (atMs < start + startingMs) isUp = false;
      }
      return { bootedAtMs, isUp };
    },
    restart(atMs, next) {
      bootedAtMs = atMs;
      leakEndMs = Number.POSITIVE_INFINITY;
      loop = next;
      loopSinceMs = atMs;
    },
  };
}
