import type { RollupInterval } from '@homepot/catalogue';
import { HomepotError, limits } from '../../../kernel/index.ts';
import type { Instant } from '../../parameters/instant.ts';
import { instantMs, writeInstant } from '../../parameters/instant.ts';
import { parameterFault } from '../../parameters/parameter-fault.ts';
import type { Parameters } from '../../parameters/parameters.ts';
import { readNumber } from '../../parameters/parameters.ts';
import { readTimeRange } from '../../parameters/time-range.ts';
import { bucketMs, byLength } from './cut-range.ts';

/** A range with both ends. */
export interface MetricRange {
  readonly from: Instant;
  readonly to: Instant;
}

/** A range of whole buckets, milliseconds since 1970. */
export interface WholeRange {
  readonly fromMs: number;
  readonly toMs: number;
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

/** The range widened to whole buckets of the shortest of these intervals. */
export function widenRange(
  { from, to }: MetricRange,
  intervals: readonly RollupInterval[],
): WholeRange {
  const [finest = 'minute'] = byLength(intervals);
  const width = bucketMs[finest];
  const end = Math.floor(instantMs(to) / width) * width;
  return {
    fromMs: Math.floor(instantMs(from) / width) * width,
    // An end in the middle of a bucket, be it by a microsecond, takes in that bucket.
    toMs: to === writeInstant(end) ? end : end + width,
  };
}

/** The range of the same length just before. */
export const rangeBefore = ({ fromMs, toMs }: WholeRange): WholeRange => ({
  fromMs: fromMs - (toMs - fromMs),
  toMs: fromMs,
});

/** A range as an answer tells it. */
export const showRange = ({ fromMs, toMs }: WholeRange): MetricRange => ({
  from: writeInstant(fromMs),
  to: writeInstant(toMs),
});

/** Minutes of a range that have passed; never none, so that a rate is a number. */
export const minutesPassed = ({ fromMs, toMs }: WholeRange, nowMs: number): number =>
  Math.max(1, (Math.min(toMs, nowMs) - fromMs) / 60_000);
