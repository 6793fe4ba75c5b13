import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import type { Route } from '../route.ts';
import { administrators } from '../route.ts';

const day = (description: string) =>
  Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$', description });

/** Which numbers are kept. */
export const listRollups = {
  operation: 'listRollups',
  method: 'GET',
  path: '/api/v1/rollups',
  resource: 'rollups',
  summary: 'The numbers that are kept, and since when they can be counted again',
  callers: administrators,
  response: Type.Object({
    rollups: Type.Array(
      Type.Object({
        name: Type.String(),
        description: Type.String(),
        source: Type.String({ description: 'The table whose rows they are of.' }),
        tables: Type.Array(Type.String(), { description: 'The tables in which they are kept.' }),
        first_day: Type.Union([day('In UTC.'), Type.Null()], {
          description:
            'The first day whose rows are still there. Numbers of earlier days stay as they are.',
        }),
      }),
    ),
  }),
} as const satisfies Route;

const oneDay = {
  parameters: Type.Object({
    name: Type.String({ maxLength: 63, description: 'As `GET /api/v1/rollups` tells it.' }),
    day: day('A day in UTC, e.g. `2026-01-31`.'),
  }),
  response: Type.Object({
    name: Type.String(),
    day: day('The day.'),
    holds: Type.Boolean({ description: 'Whether the numbers were what the rows say.' }),
    difference_count: Type.Integer({ description: 'Buckets and dimensions that were not.' }),
    differences: Type.Array(
      Type.Object({
        table: Type.String(),
        bucket: Type.String({ description: 'Start of the bucket.' }),
        dimensions: Type.Array(Type.Union([Type.String(), Type.Number()]), {
          description: 'The values of its dimensions.',
        }),
        count: Type.Integer({ description: 'Rows that it said there were.' }),
        recount: Type.Integer({ description: 'Rows there are.' }),
      }),
      { description: `The first ${limits.rollupDifferencesMax} of them.` },
    ),
  }),
} as const;

/** Whether numbers are what the rows say. */
export const verifyRollup = {
  operation: 'verifyRollup',
  method: 'GET',
  path: '/api/v1/rollups/{name}/days/{day}',
  resource: 'rollups',
  summary: 'Hold the numbers of a day against a recount of its rows',
  description:
    'Reads every row of the day, while the house goes on. What is stored meanwhile is in both or in neither. One recount at a time.',
  callers: administrators,
  ...oneDay,
} as const satisfies Route;

/** Numbers made anew. */
export const rebuildRollup = {
  operation: 'rebuildRollup',
  method: 'POST',
  path: '/api/v1/rollups/{name}/days/{day}/rebuild',
  resource: 'rollups',
  summary: 'Put a recount of the rows of a day in the place of numbers that are wrong',
  description:
    'Changes nothing where they are right. Otherwise nothing is stored while the rows are counted; it waits in the spools. One recount at a time.',
  callers: administrators,
  ...oneDay,
} as const satisfies Route;

/** Every route of this resource. */
export const rollupRoutes: readonly Route[] = [listRollups, verifyRollup, rebuildRollup];
