import { sql } from 'kysely';
import type { Reader } from '../../run-read.ts';
import type { RollupRequest } from './rollup-request.ts';
import { rollupRows } from './rollup-rows.ts';

/** The sets of dimensions with the most source rows, and how many sets there are. */
export interface LargestGroups {
  readonly groupCount: number;
  /** The largest first. */
  readonly groups: readonly { readonly names: readonly string[]; readonly count: number }[];
}

/** Finds the groups, by dimensions that are texts, with the most source rows; PostgreSQL adds up and sorts. */
export async function readLargest(
  reader: Reader,
  request: RollupRequest,
  names: readonly string[],
  groupsMax: number,
): Promise<LargestGroups> {
  const keys = sql.join(names.map((name) => sql.ref(name)));
  const byName = sql.join(names.map((name) => sql`${sql.ref(name)} collate "C"`));
  const columns = [...names, 'count'].map((name) => sql.ref(name));
  const { rows } = await sql<{ names: string[]; count: number; group_count: number }>`
    select array[${keys}]::text[] as names, sum(count)::bigint as count,
      count(*) over ()::integer as group_count
    from ${rollupRows(request, columns)} as rows
    group by ${keys} order by sum(count) desc, ${byName} limit ${groupsMax}`.execute(reader);
  return { groupCount: rows[0]?.group_count ?? 0, groups: rows };
}
