import type { RollupInterval } from '@homepot/catalogue';

/** Milliseconds of one bucket. */
export const bucketMs: Readonly<Record<RollupInterval, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** Whole buckets of one interval: from `fromMs` to before `toMs`, milliseconds since 1970. */
export interface RangePart {
  readonly interval: RollupInterval;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The intervals from the shortest to the longest. */
export const byLength = (intervals: readonly RollupInterval[]): readonly RollupInterval[] =>
  intervals.toSorted((a, b) => bucketMs[a] - bucketMs[b]);

function cut(
  fromMs: number,
  toMs: number,
  intervals: readonly RollupInterval[],
): readonly RangePart[] {
  const interval = intervals.at(-1);
  if (interval === undefined || fromMs >= toMs) return [];
  const width = bucketMs[interval];
  const low = Math.ceil(fromMs / width) * width;
  const high = Math.floor(toMs / width) * width;
  const finer = intervals.slice(0, -1);
  if (low >= high) return cut(fromMs, toMs, finer);
  return [
    ...cut(fromMs, low, finer),
    { interval, fromMs: low, toMs: high },
    ...cut(high, toMs, finer),
  ];
}

/**
 * Cuts a range into as few buckets as there are: whole days, whole hours beside them, minutes at the
 * edges, whichever of these `intervals` has. No part is cut into longer buckets than `longest`. The
 * ends must lie on the shortest of the intervals. Parts are in the order of time, without hole or
 * overlap; five at most.
 */
export function cutRange(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  intervals: readonly RollupInterval[],
  longest: RollupInterval = 'day',
): readonly RangePart[] {
  const usable = intervals.filter((interval) => bucketMs[interval] <= bucketMs[longest]);
  return cut(fromMs, toMs, byLength(usable));
}
