import type { AnswerOf, readSessionTotals as route } from '@homepot/catalogue';
import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import { instantMs, writeInstant } from '../parameters/instant.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import { runRead } from '../run-read.ts';
import { selectSessions } from './select-sessions.ts';
import { readSessionRequest } from './session-request.ts';

type Answer = AnswerOf<typeof route>;

const hourMs = 3_600_000;

/** Adds up the sessions that began in a range. Throws as the list of them does. */
export async function readSessionTotals(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const asked = readSessionRequest(parameters);
  const nowMs = deps.clock.nowMs();
  const to = asked.to ?? writeInstant(nowMs);
  const from = asked.from ?? writeInstant(instantMs(to) - limits.metricHoursBackDefault * hourMs);
  const found = selectSessions({ ...asked, from, to }, nowMs);
  const query = sql<Omit<Answer, 'from' | 'to'>>`
    select count(*) as sessions, count(*) filter (where active) as active,
      count(distinct user_id) as users,
      avg(duration_seconds) as mean_seconds,
      percentile_cont(0.5) within group (order by duration_seconds) as median_seconds,
      avg(activities)::double precision as activities_per_session,
      avg(tool_calls)::double precision as tool_calls_per_session,
      avg(errors)::double precision as errors_per_session,
      count(*) filter (where errors > 0) as sessions_with_errors,
      coalesce(sum(tool_calls), 0)::bigint as tool_calls,
      coalesce(sum(errors), 0)::bigint as errors
    from (${found}) found`;
  const [totals] = await runRead(
    deps,
    async (reader) => (await query.execute(reader)).rows,
    signal,
  );
  if (totals === undefined) throw new Error('a sum without a row');
  return { from, to, ...totals };
}
