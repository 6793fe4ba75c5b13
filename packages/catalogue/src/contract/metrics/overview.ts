import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import { rangeParameters } from './metric-parameters.ts';
import { count, counted, countsAll, nullableNumber } from './metric-schemas.ts';

const rows = Type.Object({
  count: count('Rows in the range.'),
  per_minute: Type.Number({ description: 'Rows a minute, over the part of it that has passed.' }),
  previous: count('Rows in the range of the same length just before.'),
});

const rate = (description: string) =>
  Type.Object(
    { value: nullableNumber('In percent; null of nothing.'), previous: nullableNumber('Before.') },
    { description },
  );

/** The house at a glance. */
export const readOverview = {
  operation: 'readOverview',
  method: 'GET',
  path: '/api/v1/metrics/overview',
  resource: 'metrics',
  summary: 'Everything at a glance: rows, rates, the fleet, what is slow and what fails',
  description: countsAll,
  callers: readers,
  query: Type.Object(rangeParameters),
  response: Type.Object({
    ...counted,
    previous_from: Type.String({ description: 'Start of the range before, which ends at `from`.' }),
    tables: Type.Record(Type.String(), rows, { description: 'Rows of each table.' }),
    api_error_rate: rate('Requests answered with 4xx or 5xx.'),
    job_success_rate: rate('Devices of jobs that ended with `success`.'),
    tool_success_rate: rate('Calls of tools that ended with `ok`.'),
    healthy_rate: rate('Health checks that found the device healthy.'),
    devices: Type.Record(Type.String(), Type.Integer(), {
      description: 'Devices by the state that they are in now.',
    }),
    slowest_endpoints: Type.Array(
      Type.Object({
        endpoint: Type.String(),
        method: Type.String(),
        count: count('Requests.'),
        p95_response_time_ms: Type.Number(),
      }),
      {
        description: `The ${limits.overviewRowsMax} with the greatest 95th percentile at most, of those with ${limits.overviewCountMin} requests or more.`,
      },
    ),
    worst_endpoints: Type.Array(
      Type.Object({
        endpoint: Type.String(),
        method: Type.String(),
        count: count('Requests.'),
        error_rate: Type.Number(),
      }),
      { description: 'The same with the greatest share of 4xx and 5xx; those with none left out.' },
    ),
    worst_tools: Type.Array(
      Type.Object({
        bcp_name: Type.String(),
        tool_name: Type.String(),
        count: count('Calls.'),
        failure_rate: Type.Number(),
      }),
      { description: 'Tools with the greatest share of failed calls; those with none left out.' },
    ),
  }),
} as const satisfies Route;
