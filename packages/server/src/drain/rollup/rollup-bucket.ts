import type { Rollup, RollupInterval } from '@homepot/catalogue';

/** Microseconds of one bucket. PostgreSQL counts from 2000, a midnight in UTC, and so do buckets. */
export const bucketMicroseconds: Readonly<Record<RollupInterval, number>> = {
  minute: 60_000_000,
  hour: 3_600_000_000,
  day: 86_400_000_000,
};

const postgresEpochMs = Date.UTC(2000, 0, 1);

/** When a bucket begins, milliseconds since 1970. */
export function bucketStartMs(interval: RollupInterval, bucket: number): number {
  return postgresEpochMs + (bucket * bucketMicroseconds[interval]) / 1_000;
}

/** The bucket of a coarser interval in which a bucket of a finer one lies. */
export function coarserBucket(from: RollupInterval, to: RollupInterval, bucket: number): number {
  return Math.floor((bucket * bucketMicroseconds[from]) / bucketMicroseconds[to]);
}

/** The shortest buckets that a rollup keeps. */
export const finestOf = ({ intervals }: Rollup): RollupInterval => intervals[0] ?? 'day';
