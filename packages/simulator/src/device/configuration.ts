import { createKey, uniformAt } from '../random/keyed-random.ts';

/** Versions that harm, where nobody says otherwise. */
export const badVersionsDefault: readonly string[] = ['2.6.6'];

/** How hard a bad version hits, 0.6 to 1; 0 for every other. */
export function severityOf(version: string, badVersions: ReadonlySet<string>): number {
  if (!badVersions.has(version)) return 0;
  return 0.6 + 0.4 * uniformAt(createKey(0, 'version', version), 0);
}

/** The steps of an update of the configuration, in their order. */
export type UpdateStep = 'download' | 'validation' | 'restart';

/** What becomes of one attempt to update. */
export interface UpdateCourse {
  readonly downloadMs: number;
  readonly validationMs: number;
  readonly restartMs: number;
  /** The step that fails, if one does; the steps after it do not happen. */
  readonly failsIn: UpdateStep | undefined;
}

/** The share of attempts that fail in each step: of an ordinary version, and what a bad one adds. */
const failureShares: readonly (readonly [UpdateStep, number, number])[] = [
  ['download', 0.05, 0],
  ['validation', 0.03, 0.12],
  ['restart', 0.02, 0.1],
];

/**
 * What becomes of an attempt, by the name of its command: the same command has the same fate, a new
 * attempt a new one.
 */
export function readUpdateCourse(
  seed: number,
  deviceId: string,
  commandId: string,
  isBad: boolean,
): UpdateCourse {
  const key = createKey(seed, 'device', deviceId, 'update', commandId);
  const at = (index: number) => uniformAt(key, index);
  let left = at(0);
  let failsIn: UpdateStep | undefined;
  for (const [step, share, added] of failureShares) {
    const chance = share + (isBad ? added : 0);
    if (failsIn === undefined && left < chance) failsIn = step;
    left -= chance;
  }
  return {
    downloadMs: Math.round(400 + 1_400 * at(1)),
    validationMs: Math.round(100 + 400 * at(2)),
    restartMs: Math.round(1_500 + 3_000 * at(3)),
    failsIn,
  };
}

const crashingShare = 0.2;

/** A terminal that a bad version throws into a crash loop: how often it restarts, and how far apart. */
export interface CrashLoop {
  readonly crashes: number;
  readonly everyMs: number;
}

/** The crash loop of a terminal with a bad version, in a fifth of the cases. */
export function readCrashLoop(
  seed: number,
  deviceId: string,
  version: string,
): CrashLoop | undefined {
  const key = createKey(seed, 'device', deviceId, 'crashes', version);
  if (uniformAt(key, 0) >= crashingShare) return undefined;
  return {
    crashes: 4 + Math.floor(8 * uniformAt(key, 1)),
    everyMs: Math.round(60_000 + 90_000 * uniformAt(key, 2)),
  };
}
