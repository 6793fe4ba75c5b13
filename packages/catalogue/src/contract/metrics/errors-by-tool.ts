import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import { optionalTexts, rangeParameters } from './metric-parameters.ts';
import { count, counted, countedProvenance, countsAll, nullableNumber } from './metric-schemas.ts';

const errorStatistics = {
  errors: count('Errors that name the tool in `tool_context`.'),
  severities: Type.Record(Type.String(), Type.Integer(), { description: 'Errors by severity.' }),
  calls: count('Calls of the tool.'),
  failed_calls: count('Calls that did not end with `ok`.'),
  outcomes: Type.Record(Type.String(), Type.Integer(), {
    description: 'Failed calls by how they ended.',
  }),
  failure_rate: nullableNumber('Failed calls in percent of the calls.'),
};

/** Which tools fail, and how. */
export const readErrorsByTool = {
  operation: 'readErrorsByTool',
  method: 'GET',
  path: '/api/v1/metrics/errors-by-tool',
  resource: 'metrics',
  summary: 'Errors and failed calls by pack and tool',
  description: `${countsAll}

Errors of tools are kept by hour, so the range is widened to whole hours.`,
  callers: readers,
  query: Type.Object({
    ...rangeParameters,
    bcp_name: optionalTexts('Only tools of this pack.'),
    tool_name: optionalTexts('Only this tool.'),
  }),
  response: Type.Object({
    ...counted,
    ...countedProvenance,
    total: Type.Object(errorStatistics),
    tool_count: count('Tools in the range that were called or had errors.'),
    tools: Type.Array(
      Type.Object({ bcp_name: Type.String(), tool_name: Type.String(), ...errorStatistics }),
      {
        description: `The ${limits.metricGroupsMax} with the most errors and failed calls at most, the worst first.`,
      },
    ),
  }),
} as const satisfies Route;
