import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Instant } from '../parameters/instant.ts';
import { writeInstant } from '../parameters/instant.ts';

/** Which sessions are wanted. */
export interface SessionRequest {
  /** They began from here on, if anywhere. */
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  /** Empty lists are no filters. */
  readonly userIds: readonly string[];
  readonly sessionIds: readonly string[];
  readonly provenances: readonly string[];
  readonly active?: boolean | undefined;
}

/** Where a page of sessions begins: behind this one. */
export interface SessionPlace {
  readonly startedAt: Instant;
  readonly sessionId: string;
  readonly provenance: string;
}

const anyOf = (values: readonly string[]) => sql`any(${[...values]}::varchar[])`;

/** The rows of a session that came by several spools, as one. */
const summed = sql`
  select max(o.last_activity) as last_activity, max(o.ended_at) as ended_at,
    (array_agg(o.user_id order by o.user_at desc, o.user_id collate "C" desc)
      filter (where o.user_id is not null))[1] as user_id,
    sum(o.activities)::bigint as activities, sum(o.page_views)::bigint as page_views,
    sum(o.searches)::bigint as searches, sum(o.tool_calls)::bigint as tool_calls,
    sum(o.errors)::bigint as errors
  from activity_sessions o
  where o.session_id = r.session_id and o.provenance = r.provenance`;

/** The row of a session that is there for it: the one that began first. */
const isFirst = sql`not exists (
  select 1 from activity_sessions e
  where e.session_id = r.session_id and e.provenance = r.provenance
    and (e.started_at, e.writer) < (r.started_at, r.writer))`;

function conditionsOf(request: SessionRequest, after: SessionPlace | undefined, idle: Instant) {
  const { from, to, userIds, sessionIds, provenances, active } = request;
  const having = (condition: RawBuilder<unknown>) =>
    sql`r.session_id in (select session_id from activity_sessions where ${condition})`;
  return [
    isFirst,
    ...(from === undefined ? [] : [sql`r.started_at >= ${from}`]),
    ...(to === undefined ? [] : [sql`r.started_at < ${to}`]),
    ...(sessionIds.length === 0 ? [] : [sql`r.session_id = ${anyOf(sessionIds)}`]),
    ...(provenances.length === 0 ? [] : [sql`r.provenance = ${anyOf(provenances)}`]),
    ...(userIds.length === 0
      ? []
      : [having(sql`user_id = ${anyOf(userIds)}`), sql`s.user_id = ${anyOf(userIds)}`]),
    ...(active === true ? [having(sql`last_activity > ${idle}`)] : []),
    ...(active === undefined ? [] : [sql`${isActive(idle)} = ${active}`]),
    ...(after === undefined
      ? []
      : [
          sql`(r.started_at, r.session_id, r.provenance)
            < (${after.startedAt}, ${after.sessionId}, ${after.provenance})`,
        ]),
  ];
}

/** It has not said that it ends, or went on after that, and the last row is not long ago. */
const isActive = (idle: Instant) =>
  sql`(s.last_activity > ${idle} and coalesce(s.ended_at < s.last_activity, true))`;

/** Sessions as of an instant, milliseconds since 1970, those that began last first. */
export function selectSessions(
  request: SessionRequest,
  nowMs: number,
  page: { readonly after?: SessionPlace | undefined; readonly limit?: number } = {},
): RawBuilder<unknown> {
  const idle = writeInstant(nowMs - limits.activitySessionIdleMinutes * 60_000);
  const conditions = conditionsOf(request, page.after, idle);
  return sql`
    select r.session_id, s.user_id, r.provenance, r.started_at, s.last_activity,
      case when ${isActive(idle)} then null
        when s.ended_at >= s.last_activity then s.ended_at else s.last_activity end as ended_at,
      ${isActive(idle)} as active,
      extract(epoch from s.last_activity - r.started_at)::double precision as duration_seconds,
      s.activities, s.page_views, s.searches, s.tool_calls, s.errors
    from activity_sessions r cross join lateral (${summed}) s
    where ${sql.join(conditions, sql` and `)}
    order by r.started_at desc, r.session_id desc, r.provenance desc
    ${page.limit === undefined ? sql`` : sql`limit ${page.limit}`}`;
}
