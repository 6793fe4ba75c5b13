import type { RollupInterval } from '@homepot/catalogue';
import { limits } from '../../../kernel/index.ts';
import { parameterFault } from '../../parameters/parameter-fault.ts';
import type { Parameters } from '../../parameters/parameters.ts';
import { readSingle } from '../../parameters/parameters.ts';
import { bucketMs, byLength } from './cut-range.ts';
import type { WholeRange } from './metric-range.ts';

const bucketsIn = ({ fromMs, toMs }: WholeRange, interval: RollupInterval): number =>
  Math.ceil(toMs / bucketMs[interval]) - Math.floor(fromMs / bucketMs[interval]);

/** Whether every bucket of that length is kept. Days are all there is where none is. */
const isKept = ({ fromMs, removed }: WholeRange, interval: RollupInterval): boolean =>
  removed === undefined || interval === 'day' || removed[interval] <= fromMs;

/**
 * The length of the buckets of a series: what `interval` says, or else the shortest that gives at
 * most `metricBucketsDefault` buckets. Throws parameter_invalid for more than `metricBucketsMax`.
 */
export function readSeriesInterval(
  parameters: Parameters,
  range: WholeRange,
  kept: readonly RollupInterval[],
): RollupInterval {
  const intervals = byLength(kept).filter((each) => isKept(range, each));
  const asked = readSingle(parameters, 'interval');
  if (asked === undefined) {
    const few = intervals.find((each) => bucketsIn(range, each) <= limits.metricBucketsDefault);
    return few ?? intervals.at(-1) ?? 'day';
  }
  const interval = intervals.find((each) => each === asked);
  if (interval === undefined) {
    const isGone = kept.some((each) => each === asked);
    const why = isGone ? `; the range begins before what is kept by ${asked}` : '';
    throw parameterFault('interval', `must be one of ${intervals.join(', ')}${why}`);
  }
  const buckets = bucketsIn(range, interval);
  if (buckets > limits.metricBucketsMax) {
    throw parameterFault(
      'interval',
      `would give ${buckets} buckets, and there are at most ${limits.metricBucketsMax}; take a longer one`,
    );
  }
  return interval;
}
