import type { Target } from './job.ts';

/** Why some devices failed. */
export interface Reason {
  readonly reason: string;
  readonly code: string | null;
  readonly count: number;
  /** The first of them. */
  readonly devices: readonly string[];
}

const devicesNamedMax = 3;

/** The reasons of devices that failed, the most frequent first. */
export function groupReasons(
  targets: readonly Pick<Target, 'device_id' | 'state' | 'error_code' | 'error_message'>[],
): readonly Reason[] {
  const failed = targets.filter(({ state }) => state === 'failed' || state === 'timed_out');
  const groups = Map.groupBy(
    failed,
    ({ error_message: message, state }) =>
      message ?? (state === 'timed_out' ? 'no answer in time' : 'no reason given'),
  );
  return [...groups]
    .map(([reason, those]) => ({
      reason,
      code: those[0]?.error_code ?? null,
      count: those.length,
      devices: those.slice(0, devicesNamedMax).map(({ device_id: id }) => id),
    }))
    .toSorted((a, b) => b.count - a.count);
}
