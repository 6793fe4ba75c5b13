import { Type } from 'typebox';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import {
  compareParameters,
  optionalTexts,
  rangeParameters,
  seriesParameters,
} from './metric-parameters.ts';
import {
  bucket,
  count,
  counted,
  countedProvenance,
  countsAll,
  previousOf,
  seriesInterval,
} from './metric-schemas.ts';

const errors = { count: count('Errors.') };

/** Which errors there are, and when. */
export const readErrorTrends = {
  operation: 'readErrorTrends',
  method: 'GET',
  path: '/api/v1/metrics/error-trends',
  resource: 'metrics',
  summary: 'Errors by category and severity, and over time',
  description: countsAll,
  callers: readers,
  query: Type.Object({
    ...rangeParameters,
    category: optionalTexts('Only this category.'),
    severity: optionalTexts('Only this severity.'),
    ...seriesParameters,
    ...compareParameters,
  }),
  response: Type.Object({
    ...counted,
    ...seriesInterval,
    ...countedProvenance,
    total: Type.Object(errors),
    ...previousOf(errors),
    categories: Type.Array(Type.Object({ category: Type.String(), ...errors })),
    severities: Type.Array(Type.Object({ severity: Type.String(), ...errors })),
    series: Type.Array(
      Type.Object({ ...bucket, category: Type.String(), severity: Type.String(), ...errors }),
    ),
  }),
} as const satisfies Route;
