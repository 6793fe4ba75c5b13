import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import { optionalTexts, rangeParameters, seriesParameters } from './metric-parameters.ts';
import {
  bucket,
  count,
  counted,
  countedProvenance,
  countsAll,
  seriesInterval,
  valueStatistics,
} from './metric-schemas.ts';

const numberStatistics = {
  count: count('Numbers that were sent.'),
  measured: count('Those that are finite.'),
  ...valueStatistics('metric_value', 'value'),
};

const whichNumber = { metric_name: Type.String(), aggregation_period: Type.String() };

/** The named numbers of services. */
export const readNamedMetrics = {
  operation: 'readNamedMetrics',
  method: 'GET',
  path: '/api/v1/metrics/performance-metrics',
  resource: 'metrics',
  summary: 'Named numbers of services: mean, percentiles, over time',
  description: countsAll,
  callers: readers,
  query: Type.Object({
    ...rangeParameters,
    metric_name: optionalTexts('Only the number of this name.'),
    aggregation_period: optionalTexts('Only numbers taken over this long.'),
    ...seriesParameters,
  }),
  response: Type.Object({
    ...counted,
    ...seriesInterval,
    ...countedProvenance,
    metric_count: count('Pairs of name and aggregation period in the range.'),
    metrics: Type.Array(Type.Object({ ...whichNumber, ...numberStatistics }), {
      description: `The ${limits.metricGroupsMax} pairs with the most numbers at most, the most frequent first.`,
    }),
    series: Type.Array(Type.Object({ ...bucket, ...whichNumber, ...numberStatistics }), {
      description:
        'Each pair over time, where `metric_name` names one number; else empty, since different numbers cannot be added up.',
    }),
  }),
} as const satisfies Route;
