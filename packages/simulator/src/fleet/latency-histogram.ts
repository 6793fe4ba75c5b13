/** Milliseconds of many answers: their number, percentiles within 5 %, and the greatest. */
export interface LatencyHistogram {
  record(ms: number): void;
  summary(): LatencySummary;
}

/** Milliseconds; 0 where nothing was recorded. */
export interface LatencySummary {
  readonly count: number;
  readonly p50_ms: number;
  readonly p90_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

const growth = 1.05;
const bucketsMax = 300;
const smallestMs = 0.1;

/** Creates an empty histogram; its buckets grow by 5 percent from 0.1 ms on. */
export function createLatencyHistogram(): LatencyHistogram {
  const buckets = new Uint32Array(bucketsMax);
  let count = 0;
  let max = 0;
  const percentile = (share: number): number => {
    let left = Math.ceil(count * share);
    for (const [index, size] of buckets.entries()) {
      left -= size;
      if (left <= 0) return Math.min(max, smallestMs * growth ** (index + 0.5));
    }
    return max;
  };
  const rounded = (ms: number) => (count === 0 ? 0 : Math.round(ms * 10) / 10);
  return {
    record(ms) {
      const place = Math.floor(Math.log(Math.max(ms, smallestMs) / smallestMs) / Math.log(growth));
      const index = Math.min(bucketsMax - 1, place);
      buckets[index] = (buckets[index] ?? 0) + 1;
      count += 1;
      if (ms > max) max = ms;
    },
    summary: () => ({
      count,
      p50_ms: rounded(percentile(0.5)),
      p90_ms: rounded(percentile(0.9)),
      p99_ms: rounded(percentile(0.99)),
      max_ms: rounded(max),
    }),
  };
}
