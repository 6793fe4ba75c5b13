import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import { comparedSeriesParameters, optionalTexts, rangeParameters } from './metric-parameters.ts';
import {
  bucket,
  comparedTotal,
  count,
  counted,
  countsAll,
  nullableNumber,
  valueStatistics,
} from './metric-schemas.ts';

const requestStatistics = {
  count: count('Requests, with and without a response time.'),
  measured: count('Requests that have a response time.'),
  ...valueStatistics('response_time_ms', 'response time in milliseconds'),
  client_errors: count('Requests answered with 4xx.'),
  server_errors: count('Requests answered with 5xx.'),
  error_rate: nullableNumber('Both, in percent of the requests.'),
  client_error_rate: nullableNumber('4xx in percent of the requests.'),
  server_error_rate: nullableNumber('5xx in percent of the requests.'),
};

/** How fast and how well each endpoint answers. */
export const readApiPerformance = {
  operation: 'readApiPerformance',
  method: 'GET',
  path: '/api/v1/metrics/api-performance',
  resource: 'metrics',
  summary: 'Requests, response times and error rates by endpoint, over time and by user',
  description: countsAll,
  callers: readers,
  query: Type.Object({
    ...rangeParameters,
    endpoint: optionalTexts('Only this route template.'),
    method: optionalTexts('Only this HTTP method.'),
    service: optionalTexts('Only requests that this service answered.'),
    ...comparedSeriesParameters,
  }),
  response: Type.Object({
    ...comparedTotal(requestStatistics),
    endpoint_count: count('Pairs of endpoint and method in the range.'),
    endpoints: Type.Array(
      Type.Object({ endpoint: Type.String(), method: Type.String(), ...requestStatistics }),
      {
        description: `The ${limits.metricGroupsMax} pairs with the most requests at most, the busiest first.`,
      },
    ),
    series: Type.Array(Type.Object({ ...bucket, ...requestStatistics })),
    users: Type.Union(
      [
        Type.Object({
          ...counted,
          user_count: count('Signed-in users who made a request.'),
          busiest: Type.Array(Type.Object({ user_id: Type.String(), count: count('Requests.') }), {
            description: `The ${limits.metricTopRowsMax} with the most requests at most.`,
          }),
        }),
        Type.Null(),
      ],
      {
        description:
          'Who made them, by whole days: users are kept by day. Null where `endpoint`, `method` or `service` is given, since users are not kept apart by these.',
      },
    ),
  }),
} as const satisfies Route;
