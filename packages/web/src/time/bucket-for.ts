/** The length of a bucket, as metric routes take it. */
export type BucketLength = 'minute' | 'hour' | 'day';

const hourMs = 3_600_000;

/** The finest buckets of a range that a chart can still show one by one. Milliseconds. */
export function bucketFor(lengthMs: number): BucketLength {
  if (lengthMs <= 12 * hourMs) return 'minute';
  return lengthMs <= 31 * 24 * hourMs ? 'hour' : 'day';
}

/** How long it is, in milliseconds; summer time does not matter to a chart. */
export const bucketMs: Readonly<Record<BucketLength, number>> = {
  minute: 60_000,
  hour: hourMs,
  day: 24 * hourMs,
};
