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

const callStatistics = {
  count: count('Calls.'),
  measured: count('Calls that have a duration: those that ended.'),
  outcomes: Type.Object(
    {
      ok: count('Calls that did what was asked.'),
      tool_error: count('Calls that the tool answered with an error.'),
      protocol_error: count('Calls that never reached the tool as they should.'),
      timeout: count('Calls that took too long.'),
      cancelled: count('Calls that were given up.'),
    },
    { description: 'Calls by how they ended.' },
  ),
  success_rate: nullableNumber('`ok` in percent of all calls.'),
  ...valueStatistics('duration_ms', 'duration in milliseconds'),
};

const perMinute = {
  calls_per_minute: Type.Number({
    description: 'Calls a minute, over the part of the range that has passed.',
  }),
};

const operation = Type.Object({ operation: Type.String(), ...callStatistics });
const tool = Type.Object({
  tool_name: Type.String(),
  ...callStatistics,
  operations: Type.Array(operation),
});

/** How tools are used, and how well they work. */
export const readToolUsage = {
  operation: 'readToolUsage',
  method: 'GET',
  path: '/api/v1/metrics/tool-usage',
  resource: 'metrics',
  summary: 'Calls of tools: success, duration, throughput, peak hours, who calls',
  description: countsAll,
  callers: readers,
  query: Type.Object({
    ...rangeParameters,
    bcp_name: optionalTexts('Only tools of this pack.'),
    tool_name: optionalTexts('Only this tool.'),
    operation: optionalTexts('Only this operation.'),
    timezone: Type.Optional(
      Type.String({
        description: 'The zone that hours of the day are told in, as the IANA names it; else UTC.',
      }),
    ),
    ...comparedSeriesParameters,
  }),
  response: Type.Object({
    ...comparedTotal({ ...callStatistics, ...perMinute }),
    tool_count: count('Operations of tools in the range.'),
    packs: Type.Array(
      Type.Object({ bcp_name: Type.String(), ...callStatistics, tools: Type.Array(tool) }),
      {
        description: `Packs, their tools and their operations, the most called first; ${limits.metricGroupsMax} of each kind at most.`,
      },
    ),
    series: Type.Array(Type.Object({ ...bucket, ...callStatistics })),
    hours_of_day: Type.Object(
      {
        timezone: Type.String(),
        peak_hour: Type.Union([Type.Integer(), Type.Null()], {
          description: 'The hour (0 to 23) with the most calls; null where there are none.',
        }),
        calls: Type.Array(Type.Integer(), {
          description:
            'Calls in each hour of the day, from 0 to 23; empty where the hours of the range have left.',
        }),
      },
      {
        description:
          'When tools are called. In a zone that is not whole hours from UTC, an hour counts where it begins.',
      },
    ),
    callers: Type.Union(
      [
        Type.Object({
          ...counted,
          users: count('Different users.'),
          sessions: count('Different sessions.'),
        }),
        Type.Null(),
      ],
      {
        description:
          'Who called, by whole days: callers are kept by day. Null where `operation` is given, since they are not kept apart by it.',
      },
    ),
  }),
} as const satisfies Route;
