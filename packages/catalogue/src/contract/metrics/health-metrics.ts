import { Type } from 'typebox';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import { comparedSeriesParameters, rangeParameters } from './metric-parameters.ts';
import {
  bucket,
  comparedTotal,
  count,
  countsAll,
  nullableNumber,
  valueStatistics,
} from './metric-schemas.ts';

const healthStatistics = {
  count: count('Health checks.'),
  measured: count('Health checks that have a response time.'),
  healthy: count('Those that found the device healthy.'),
  healthy_rate: nullableNumber('They, in percent of all.'),
  ...valueStatistics('response_time_ms', 'response time in milliseconds'),
};

/** How healthy the fleet finds itself. */
export const readHealthMetrics = {
  operation: 'readHealthMetrics',
  method: 'GET',
  path: '/api/v1/metrics/health',
  resource: 'metrics',
  summary: 'The share of healthy reports and how long checks take',
  description: countsAll,
  callers: readers,
  query: Type.Object({ ...rangeParameters, ...comparedSeriesParameters }),
  response: Type.Object({
    ...comparedTotal(healthStatistics),
    series: Type.Array(Type.Object({ ...bucket, ...healthStatistics })),
    state_changes: Type.Record(Type.String(), Type.Integer(), {
      description: 'Changes of devices in the range, by the state that they came to.',
    }),
  }),
} as const satisfies Route;
