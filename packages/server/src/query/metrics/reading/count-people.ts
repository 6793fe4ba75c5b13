import { sql } from 'kysely';
import type { Reader } from '../../run-read.ts';
import type { MetricRange } from '../range/metric-range.ts';
import { showRange } from '../range/metric-range.ts';
import type { RollupRequest } from './rollup-request.ts';
import { rollupRows } from './rollup-rows.ts';

/** Different users and sessions of a range. Absent ones do not count. */
export async function countPeople(
  reader: Reader,
  request: RollupRequest,
): Promise<MetricRange & { readonly users: number; readonly sessions: number }> {
  const keys = ['user_id', 'session_id'].map((name) => sql.ref(name));
  // By hand rather than by count(DISTINCT …), which sorts all rows for each of the two.
  const { rows } = await sql<{ users: number; sessions: number }>`
    select count(*) filter (where user_id <> '')::integer as users,
      count(*) filter (where session_id <> '')::integer as sessions
    from (select user_id, session_id from ${rollupRows(request, keys)} as rows
      group by grouping sets ((user_id), (session_id))) as known`.execute(reader);
  const [{ users, sessions } = { users: 0, sessions: 0 }] = rows;
  return { ...showRange(request.range), users, sessions };
}
