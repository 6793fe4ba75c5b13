import { sql } from 'kysely';
import type { Reader } from '../../run-read.ts';
import type { MetricRange } from '../range/metric-range.ts';
import { showRange } from '../range/metric-range.ts';
import type { RollupRequest } from './rollup-request.ts';
import { rollupRows } from './rollup-rows.ts';

/** By a hash table for each: count(DISTINCT …) sorts all rows, and grouping sets take twice as long. */
function countDifferent(request: RollupRequest, name: string) {
  const key = sql.ref(name);
  return sql`(select count(*)::integer
    from (select 1 from ${rollupRows(request, [key])} as rows where ${key} <> '' group by ${key}) as known)`;
}

/** Different users and sessions of a range. Absent ones do not count. */
export async function countPeople(
  reader: Reader,
  request: RollupRequest,
): Promise<MetricRange & { readonly users: number; readonly sessions: number }> {
  const { rows } = await sql<{ users: number; sessions: number }>`
    select ${countDifferent(request, 'user_id')} as users,
      ${countDifferent(request, 'session_id')} as sessions`.execute(reader);
  const [{ users, sessions } = { users: 0, sessions: 0 }] = rows;
  return { ...showRange(request.range), users, sessions };
}
