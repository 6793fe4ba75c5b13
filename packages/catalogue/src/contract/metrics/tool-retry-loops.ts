import { Type } from 'typebox';
import { countInWords } from '../../in-words.ts';
import { callerLimits as limits } from '../../limits.ts';
import { provenances } from '../../table.ts';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import { exactRangeParameters, hoursBack, optionalTexts } from './metric-parameters.ts';
import { count, instant, nullableText } from './metric-schemas.ts';

const what = `A loop is at least ${limits.toolRetryCallsMin} failing calls in a row of one operation of a tool by one session, or by one person
where there is no session, each begun at most ${limits.toolRetryGapSeconds} seconds after the one before. Calls of which neither is known are in no loop.
Only calls of the range are looked at: a loop that reaches out of it is told as far as it lies in it.`;

/** Callers that call a tool again and again though it fails. */
export const readToolRetryLoops = {
  operation: 'readToolRetryLoops',
  method: 'GET',
  path: '/api/v1/metrics/tool-retry-loops',
  resource: 'metrics',
  summary: 'Sessions that call a tool again and again though it fails, the newest first',
  description: what,
  callers: readers,
  query: Type.Object({
    hours: hoursBack(limits.metricHoursBackMax),
    ...exactRangeParameters,
    bcp_name: optionalTexts('Only tools of this pack.'),
    tool_name: optionalTexts('Only this tool.'),
    operation: optionalTexts('Only this operation.'),
    session_id: optionalTexts('Only loops of this session.'),
    user_id: optionalTexts('Only loops of this person.'),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: limits.listRowsMax,
        description: `Loops; at most ${countInWords(limits.listRowsMax)}, and ${limits.listRowsDefault} unless given.`,
      }),
    ),
    cursor: Type.Optional(
      Type.String({ description: '`next_cursor` of the page before, with the same filters.' }),
    ),
  }),
  response: Type.Object({
    from: instant('Start of the range.'),
    to: instant('End of the range, exclusive.'),
    data: Type.Array(
      Type.Object({
        provenance: Type.Enum(provenances),
        bcp_name: Type.String(),
        tool_name: Type.String(),
        operation: Type.String(),
        session_id: nullableText('The session; null where the calls have none.'),
        user_id: nullableText('The person of the last call that names one.'),
        first_at: instant('When the first call began.'),
        last_at: instant('When the last failing call began.'),
        calls: count('Calls that failed.'),
        outcomes: Type.Object(
          {
            tool_error: count('Calls that the tool answered with an error.'),
            protocol_error: count('Calls that never reached the tool as they should.'),
            timeout: count('Calls that took too long.'),
            cancelled: count('Calls that were given up.'),
          },
          { description: 'The failing calls by how they ended.' },
        ),
        succeeded: Type.Boolean({
          description: 'Whether the next call, within the same time, did what was asked.',
        }),
      }),
    ),
    next_cursor: Type.Union([Type.String(), Type.Null()]),
  }),
} as const satisfies Route;
