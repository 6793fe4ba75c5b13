import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { limits } from '../../../kernel/index.ts';
import type { Position } from '../../lists/cursor.ts';
import type { MetricRange } from '../range/metric-range.ts';

/** Which loops are wanted. */
export interface LoopRequest {
  readonly range: MetricRange;
  /** Columns that are the same in all calls of a loop, with the values that are wanted; none = all. */
  readonly equal: ReadonlyMap<string, readonly string[]>;
  /** The people of the loops; none = all. */
  readonly userIds: readonly string[];
}

const anyOf = (values: readonly string[]) => sql`any(${[...values]}::varchar[])`;

/** A session of that id, else a person; null for a call of which neither is known. */
const caller = sql`coalesce('s' || nullif(session_id, ''), 'u' || nullif(user_id, ''))`;
const thing = sql`provenance, bcp_name, tool_name, operation`;
const gap = sql`make_interval(secs => ${sql.lit(limits.toolRetryGapSeconds)})`;
const callsMin = sql.lit(limits.toolRetryCallsMin);

function callsIn({ range, equal }: LoopRequest): RawBuilder<unknown> {
  const conditions = [
    sql`"timestamp" >= ${range.from}`,
    sql`"timestamp" < ${range.to}`,
    sql`${caller} is not null`,
    ...[...equal].map(([column, values]) => sql`${sql.ref(column)} = ${anyOf(values)}`),
  ];
  return sql`from tool_usage_logs where ${sql.join(conditions, sql` and `)}`;
}

/**
 * Every call of who failed often enough, with what stands beside it. Most callers fail hardly ever, so
 * that what is put into order is little.
 */
const neighbours = (request: LoopRequest) => sql`
  select c.*,
    coalesce(lag(success) over w or "timestamp" - lag("timestamp") over w > ${gap}, true) as begins,
    coalesce(lead(success) over w and lead("timestamp") over w - "timestamp" <= ${gap}, false)
      as then_ok
  from (
    select id, "timestamp", ${thing}, ${caller} as caller, success, outcome,
      nullif(session_id, '') as session_id, nullif(user_id, '') as user_id
    ${callsIn(request)}
  ) c
  where (${thing}, caller) in (
    select ${thing}, ${caller} ${callsIn(request)} and not success
    group by ${thing}, ${caller} having count(*) >= ${callsMin})
  window w as (partition by ${thing}, caller order by "timestamp", id)`;

/** Failing calls, numbered by the loop of their caller that they are in. */
const numbered = (request: LoopRequest) => sql`
  select n.*, count(*) filter (where begins) over w as loop
  from (${neighbours(request)}) n
  where not success
  window w as (partition by ${thing}, caller order by "timestamp", id)`;

const lastOf = (column: string) =>
  sql`(array_agg(${sql.ref(column)} order by "timestamp" desc, id desc)
    filter (where ${sql.ref(column)} is not null))[1]`;
const countOf = (outcome: string) => sql`count(*) filter (where outcome = ${sql.lit(outcome)})`;

/** Loops that end before a place, if any, those that ended last first. */
export function selectRetryLoops(
  request: LoopRequest,
  page: { readonly after: Position | undefined; readonly limit: number },
): RawBuilder<unknown> {
  const { after, limit } = page;
  const conditions = [
    sql`true`,
    ...(request.userIds.length === 0 ? [] : [sql`user_id = ${anyOf(request.userIds)}`]),
    ...(after === undefined
      ? []
      : [sql`(last_at, last_id) < (${after.time}::timestamptz, ${after.id}::bigint)`]),
  ];
  return sql`
    select * from (
      select ${thing}, session_id, ${lastOf('user_id')} as user_id,
        min("timestamp") as first_at, max("timestamp") as last_at, ${lastOf('id')} as last_id,
        count(*) as calls, ${countOf('tool_error')} as tool_error,
        ${countOf('protocol_error')} as protocol_error, ${countOf('timeout')} as timeout,
        ${countOf('cancelled')} as cancelled, bool_or(then_ok) as succeeded
      from (${numbered(request)}) f
      group by ${thing}, session_id, caller, loop
      having count(*) >= ${callsMin}
    ) loops
    where ${sql.join(conditions, sql` and `)}
    order by last_at desc, last_id desc
    limit ${limit}`;
}
