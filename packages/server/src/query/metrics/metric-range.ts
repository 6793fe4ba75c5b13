import { HomepotError, limits } from '../../kernel/index.ts';
import type { Instant } from '../parameters/instant.ts';
import { instantMs, writeInstant } from '../parameters/instant.ts';
import { parameterFault } from '../parameters/parameter-fault.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { readNumber } from '../parameters/parameters.ts';
import { readTimeRange } from '../parameters/time-range.ts';

/** A range with both ends. */
export interface MetricRange {
  readonly from: Instant;
  readonly to: Instant;
}

const hourMs = 3_600_000;

/** The start of the hour in which an instant lies. */
const hourOf = (milliseconds: number): number => Math.floor(milliseconds / hourMs) * hourMs;

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

/** The range widened to whole hours: the buckets in which it has a part. */
export function toBuckets({ from, to }: MetricRange): MetricRange {
  const end = hourOf(instantMs(to));
  // An end in the middle of an hour, be it by a microsecond, takes in that hour.
  const whole = to === writeInstant(end) ? end : end + hourMs;
  return { from: writeInstant(hourOf(instantMs(from))), to: writeInstant(whole) };
}
