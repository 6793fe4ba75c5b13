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
  valueStatistics,
} from './metric-schemas.ts';

const activityStatistics = {
  count: count('Activities.'),
  measured: count('Activities that have a duration.'),
  types: Type.Record(Type.String(), Type.Integer(), { description: 'Activities by type.' }),
  ...valueStatistics('duration_ms', 'duration in milliseconds'),
};

const search = Type.Object({
  search_query: Type.String({ description: 'What was searched for, cut to 200 characters.' }),
  count: count('Searches.'),
});

/** What people do. */
export const readUserActivity = {
  operation: 'readUserActivity',
  method: 'GET',
  path: '/api/v1/metrics/user-activity',
  resource: 'metrics',
  summary: 'What people do: activities, users, sessions, pages, searches',
  description: countsAll,
  callers: readers,
  query: Type.Object({
    ...rangeParameters,
    activity_type: optionalTexts(
      'Only activities of this type, in `total`, `previous`, `types` and `series`.',
    ),
    ...comparedSeriesParameters,
  }),
  response: Type.Object({
    ...comparedTotal(activityStatistics),
    types: Type.Array(Type.Object({ activity_type: Type.String(), ...activityStatistics })),
    series: Type.Array(Type.Object({ ...bucket, ...activityStatistics })),
    people: Type.Object(
      {
        ...counted,
        users: count('Different users.'),
        sessions: count('Different sessions.'),
      },
      { description: 'Who was there, by whole days: people are kept by day.' },
    ),
    pages: Type.Object(
      {
        ...counted,
        page_count: count('Different pages.'),
        top: Type.Array(Type.Object({ page_url: Type.String(), count: count('Activities.') }), {
          description: `The ${limits.metricTopRowsMax} with the most activities at most.`,
        }),
      },
      { description: 'Where they were, by whole hours.' },
    ),
    searches: Type.Object(
      {
        ...counted,
        count: count('Searches.'),
        without_results: count('Searches that found nothing, or did not say how much.'),
        top: Type.Array(search, { description: 'The most frequent ones.' }),
        top_without_results: Type.Array(search, {
          description: 'The most frequent ones that found nothing.',
        }),
      },
      { description: 'What they looked for, by whole hours.' },
    ),
  }),
} as const satisfies Route;
