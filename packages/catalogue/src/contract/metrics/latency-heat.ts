import { Type } from 'typebox';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import { optionalTexts, rangeParameters } from './metric-parameters.ts';
import { count, counted, countsAll, instant } from './metric-schemas.ts';

/** Upper bounds of the bands of a heat map, in milliseconds; one more band lies above the last. */
export const latencyBandsMs = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] as const;

/** What a heat map can be made of. */
const latencySources = ['requests', 'tools'] as const;

/** How long things took, as a whole distribution over time. */
export const readLatencyHeat = {
  operation: 'readLatencyHeat',
  method: 'GET',
  path: '/api/v1/metrics/latency-heat',
  resource: 'metrics',
  summary: 'How long requests or calls of tools took: a distribution over time',
  description: `${countsAll}

Values within 2 % of the bound of a band may be counted in the one beside it.`,
  callers: readers,
  query: Type.Object({
    of: Type.Optional(
      Type.Enum(latencySources, {
        default: 'requests',
        description: 'Of what; requests unless given.',
      }),
    ),
    ...rangeParameters,
    endpoint: optionalTexts('Of requests: only this route template.'),
    method: optionalTexts('Of requests: only this HTTP method.'),
    service: optionalTexts('Of requests: only those that this service answered.'),
    bcp_name: optionalTexts('Of tools: only those of this pack.'),
    tool_name: optionalTexts('Of tools: only this one.'),
    operation: optionalTexts('Of tools: only this operation.'),
  }),
  response: Type.Object({
    ...counted,
    step_seconds: Type.Integer({ description: 'The length of a column.' }),
    bands_ms: Type.Array(Type.Number(), {
      description: 'Upper bounds of the bands in milliseconds; one more band lies above the last.',
    }),
    columns: Type.Array(
      Type.Object({
        from: instant('Start of the column.'),
        count: count('Values in it.'),
        counts: Type.Array(Type.Integer(), {
          description: 'Values in each band, the fastest first.',
        }),
      }),
      { description: 'In the order of time; columns without values are left out.' },
    ),
  }),
} as const satisfies Route;
