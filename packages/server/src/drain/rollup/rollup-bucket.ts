import type { RollupInterval } from '@homepot/catalogue';

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

/** The bucket in which an instant (milliseconds since 1970) lies. */
export function bucketAtMs(interval: RollupInterval, instantMs: number): number {
  return Math.floor(((instantMs - postgresEpochMs) * 1_000) / bucketMicroseconds[interval]);
}
