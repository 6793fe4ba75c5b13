import { Type } from 'typebox';
import { countInWords } from '../../in-words.ts';
import { callerLimits as limits } from '../../limits.ts';
import { provenances } from '../../table.ts';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';

const texts = (description: string) => Type.Optional(Type.Array(Type.String(), { description }));
const text = (description: string) => Type.Optional(Type.String({ description }));

const filters = {
  start_date: text('Sessions that began from here on: ISO 8601, an instant or a date.'),
  end_date: text('And before here; a date takes in its whole day in UTC.'),
  user_id: texts('Only of these people.'),
  session_id: texts('Only these sessions.'),
  provenance: texts(`Only of this origin: ${provenances.join(', ')}.`),
  active: Type.Optional(
    Type.Boolean({ description: 'Only sessions that go on (`true`) or have ended (`false`).' }),
  ),
};

const instant = (description: string) => Type.String({ description });
const count = (description: string) => Type.Integer({ minimum: 0, description });
const rate = (description: string) =>
  Type.Union([Type.Number(), Type.Null()], {
    description: `${description}; null without sessions.`,
  });

const what = `A session is made of the activities, tool calls and errors that carry its \`session_id\`. It ends with an activity of
type \`custom\` whose \`element_id\`, or \`name\` in \`extra_data\`, is \`session_end\`, or with its last row once
${limits.activitySessionIdleMinutes} minutes have passed without another; what comes later lets it go on.`;

/** Sessions of people and agents, one by one. */
export const listActivitySessions = {
  operation: 'listActivitySessions',
  method: 'GET',
  path: '/api/v1/analytics/sessions',
  resource: 'sessions',
  summary: 'Sessions of people and agents, those that began last first',
  description: what,
  callers: readers,
  query: Type.Object({
    ...filters,
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: limits.listRowsMax,
        description: `Sessions; at most ${countInWords(limits.listRowsMax)}, and ${limits.listRowsDefault} unless given.`,
      }),
    ),
    cursor: text('`next_cursor` of the page before, with the same filters.'),
  }),
  response: Type.Object({
    data: Type.Array(
      Type.Object({
        session_id: Type.String(),
        user_id: Type.Union([Type.String(), Type.Null()]),
        provenance: Type.Enum(provenances),
        started_at: instant('Its first row.'),
        last_activity: instant('Its last row.'),
        ended_at: Type.Union([Type.String(), Type.Null()], {
          description: 'When it ended; null while it goes on.',
        }),
        active: Type.Boolean(),
        duration_seconds: Type.Number({ description: 'From its first row to its last.' }),
        activities: count('Activities.'),
        page_views: count('Pages seen.'),
        searches: count('Searches.'),
        tool_calls: count('Tool calls.'),
        errors: count('Errors.'),
      }),
    ),
    next_cursor: Type.Union([Type.String(), Type.Null()]),
  }),
} as const satisfies Route;

/** Sessions, added up. */
export const readSessionTotals = {
  operation: 'readSessionTotals',
  method: 'GET',
  path: '/api/v1/metrics/sessions',
  resource: 'sessions',
  summary: 'How many sessions, how long, and what happens in one',
  description: `${what}

Without \`start_date\` and \`end_date\`: the sessions that began in the last ${limits.metricHoursBackDefault} hours.`,
  callers: readers,
  query: Type.Object(filters),
  response: Type.Object({
    from: instant('Sessions that began from here on.'),
    to: instant('And before here.'),
    sessions: count('Sessions.'),
    active: count('Those that go on.'),
    users: count('Different people in them.'),
    mean_seconds: rate('Mean length'),
    median_seconds: rate('Median length'),
    activities_per_session: rate('Activities'),
    tool_calls_per_session: rate('Tool calls'),
    errors_per_session: rate('Errors'),
    sessions_with_errors: count('Sessions with an error.'),
    tool_calls: count('Tool calls in all.'),
    errors: count('Errors in all.'),
  }),
} as const satisfies Route;

/** Every route of this resource. */
export const sessionRoutes: readonly Route[] = [listActivitySessions, readSessionTotals];
