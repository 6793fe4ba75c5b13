import type { RollupInterval } from '@homepot/catalogue';
import { HomepotError, limits } from '../../../kernel/index.ts';
import type { Instant } from '../../parameters/instant.ts';
import { instantMs, writeInstant } from '../../parameters/instant.ts';
import { parameterFault } from '../../parameters/parameter-fault.ts';
import type { Parameters } from '../../parameters/parameters.ts';
import { readNumber } from '../../parameters/parameters.ts';
import { readTimeRange } from '../../parameters/time-range.ts';
import { bucketMs, byLength } from './cut-range.ts';
import type { RemovedBuckets } from './removed-buckets.ts';

/** A range with both ends. */
export interface MetricRange {
  readonly from: Instant;
  readonly to: Instant;
}

/** A range of whole buckets, milliseconds since 1970. */
export interface WholeRange {
  readonly fromMs: number;
  readonly toMs: number;
  /** What of it may be gone; absent = nothing. */
  readonly removed?: RemovedBuckets | undefined;
}

const hourMs = 3_600_000;

function requireLength({ from, to }: MetricRange): void {
  if ((instantMs(to) - instantMs(from)) / hourMs > limits.metricHoursMax) {
    throw new HomepotError('range_invalid', {
      path: 'query.start_date',
      message: `Metrics span at most ${limits.metricHoursMax} hours`,
    });
  }
}

/**
 * The range that metrics are asked for: `hours` back from now (`metricHoursBackDefault` unless
 * given), or `start_date` and `end_date`, of which the one left out is that many hours before the
 * end, or now. Throws parameter_invalid or range_invalid.
 */
export function readMetricRange(
  parameters: Parameters,
  hoursMax: number,
  nowMs: number,
): MetricRange {
  const { from, to = writeInstant(nowMs) } = readTimeRange(parameters);
  const hours = readNumber(parameters, 'hours', 1, hoursMax);
  if (hours !== undefined && (parameters.start_date ?? parameters.end_date) !== undefined) {
    throw parameterFault('hours', 'cannot be given beside start_date and end_date');
  }
  const back = hours ?? limits.metricHoursBackDefault;
  const range = { from: from ?? writeInstant(instantMs(to) - back * hourMs), to };
  if (range.from >= range.to) throw new HomepotError('range_invalid', { path: 'query.start_date' });
  requireLength(range);
  return range;
}

const floorTo = (ms: number, interval: RollupInterval): number =>
  Math.floor(ms / bucketMs[interval]) * bucketMs[interval];

/** The shortest of these intervals of which the bucket at an instant is kept. */
function shortestAt(
  ms: number,
  intervals: readonly RollupInterval[],
  removed: RemovedBuckets | undefined,
): RollupInterval {
  const sorted = byLength(intervals);
  const kept = sorted.find((each) => removed === undefined || removed[each] <= floorTo(ms, each));
  return kept ?? sorted.at(-1) ?? 'minute';
}

/**
 * The range widened to whole buckets of the shortest of these intervals; where its short buckets are gone, to
 * longer ones, so that what is told covers what is counted.
 */
export function widenRange(
  { from, to }: MetricRange,
  intervals: readonly RollupInterval[],
  removed?: RemovedBuckets,
): WholeRange {
  const last = shortestAt(instantMs(to), intervals, removed);
  const end = floorTo(instantMs(to), last);
  return {
    fromMs: floorTo(instantMs(from), shortestAt(instantMs(from), intervals, removed)),
    // An end in the middle of a bucket, be it by a microsecond, takes in that bucket.
    toMs: to === writeInstant(end) ? end : end + bucketMs[last],
    ...(removed === undefined ? {} : { removed }),
  };
}

/** The range of the same length just before; a little longer where its first short buckets are gone. */
export function rangeBefore({ fromMs, toMs, removed }: WholeRange): WholeRange {
  const startMs = fromMs - (toMs - fromMs);
  if (removed === undefined) return { fromMs: startMs, toMs: fromMs };
  const first = shortestAt(startMs, ['minute', 'hour', 'day'], removed);
  return { fromMs: floorTo(startMs, first), toMs: fromMs, removed };
}

/** A range as an answer tells it. */
export const showRange = ({ fromMs, toMs }: WholeRange): MetricRange => ({
  from: writeInstant(fromMs),
  to: writeInstant(toMs),
});

/** Minutes of a range that have passed; never none, so that a rate is a number. */
export const minutesPassed = ({ fromMs, toMs }: WholeRange, nowMs: number): number =>
  Math.max(1, (Math.min(toMs, nowMs) - fromMs) / 60_000);
