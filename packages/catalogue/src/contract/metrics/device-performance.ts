import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import { metricIntervals, rangeParameters } from './metric-parameters.ts';
import { bucket, instant, nullableNumber, seriesInterval } from './metric-schemas.ts';

const measurement = Type.Object({
  avg: nullableNumber('Mean, weighted by time; null where nothing was measured.'),
  min: nullableNumber('Least.'),
  max: nullableNumber('Greatest.'),
  p95: nullableNumber(
    'Value that it did not exceed for 95 % of the time; null over several hours, since percentiles cannot be added up.',
  ),
  covered_seconds: Type.Number({
    description: 'Seconds for which it is known. The rest are gaps.',
  }),
});

const measurements = {
  cpu_percent: measurement,
  memory_percent: measurement,
  disk_percent: measurement,
  network_latency_ms: measurement,
  error_rate: measurement,
};

/** What a device measured. */
export const readDevicePerformance = {
  operation: 'readDevicePerformance',
  method: 'GET',
  path: '/api/v1/metrics/device-performance/{device_id}',
  resource: 'metrics',
  summary: 'What a device measured, weighted by time',
  description: `Rows of measurements are thinned at the door: one stands until the next, and a hole that is longer than the longest
pause between two rows is a gap. So means are weighted by time. Hours that are over come from what was settled of them; what is still open, and
minutes from the rows, so that the answer is exact at any time. The range is widened to whole hours, or to whole minutes where the series is by minute.
Where rows of several origins meet under one name, the one that is known for more of the time is told.`,
  callers: readers,
  parameters: Type.Object({ device_id: Type.String({ minLength: 1, maxLength: 255 }) }),
  query: Type.Object({
    ...rangeParameters,
    interval: Type.Optional(
      Type.Enum(metricIntervals, {
        description: `The length of a bucket of \`series\`: \`minute\` for ${limits.deviceMinuteHoursMax} hours at most. Unless given, the shortest with at most ${limits.metricBucketsDefault} buckets.`,
      }),
    ),
  }),
  response: Type.Object({
    device_id: Type.String(),
    from: instant('Start of what was measured.'),
    to: instant('End of it, exclusive; now at most.'),
    ...seriesInterval,
    total: Type.Object(measurements),
    series: Type.Array(Type.Object({ ...bucket, ...measurements }), {
      description: 'Buckets of the range in which anything is known.',
    }),
  }),
} as const satisfies Route;
