import { Type } from 'typebox';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import { comparedSeriesParameters, optionalTexts, rangeParameters } from './metric-parameters.ts';
import { bucket, comparedTotal, count, countsAll } from './metric-schemas.ts';

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
    ...comparedSeriesParameters,
  }),
  response: Type.Object({
    ...comparedTotal(errors),
    categories: Type.Array(Type.Object({ category: Type.String(), ...errors })),
    severities: Type.Array(Type.Object({ severity: Type.String(), ...errors })),
    series: Type.Array(
      Type.Object({ ...bucket, category: Type.String(), severity: Type.String(), ...errors }),
    ),
  }),
} as const satisfies Route;
