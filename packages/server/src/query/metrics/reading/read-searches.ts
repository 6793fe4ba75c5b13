import { sql } from 'kysely';
import { limits } from '../../../kernel/index.ts';
import type { Reader } from '../../run-read.ts';
import type { RollupRequest } from './rollup-request.ts';
import { rollupRows } from './rollup-rows.ts';

interface CountedSearch {
  readonly search_query: string;
  readonly count: number;
}

/** How often was searched, and for what most. */
export interface CountedSearches {
  readonly count: number;
  readonly without_results: number;
  /** The most frequent first, `metricTopRowsMax` at most. */
  readonly top: readonly CountedSearch[];
  readonly top_without_results: readonly CountedSearch[];
}

const mostFrequent = sql`order by count desc, search_query collate "C" limit ${sql.lit(limits.metricTopRowsMax)}`;

/** Counts searches, with and without results: their rows, which are many, are added up once for all of it. */
export async function readSearches(
  reader: Reader,
  request: RollupRequest,
): Promise<CountedSearches> {
  const columns = ['search_query', 'has_results', 'count'].map((name) => sql.ref(name));
  const { rows } = await sql<CountedSearch & { kind: keyof CountedSearches }>`
    with sums as materialized (
      select search_query, has_results, sum(count)::bigint as count
      from ${rollupRows(request, columns)} as rows group by 1, 2)
    select * from (
      select 'count' as kind, '' as search_query, coalesce(sum(count), 0)::bigint as count from sums
      union all
      select 'without_results', '', coalesce(sum(count), 0)::bigint from sums where has_results = 0
      union all
      (select 'top', search_query, sum(count)::bigint as count from sums group by 2 ${mostFrequent})
      union all
      (select 'top_without_results', search_query, count from sums where has_results = 0 ${mostFrequent})
    ) as told order by kind, count desc, search_query collate "C"`.execute(reader);
  const told = Map.groupBy(rows, ({ kind }) => kind);
  const countOf = (kind: 'count' | 'without_results') => told.get(kind)?.[0]?.count ?? 0;
  const topOf = (kind: 'top' | 'top_without_results') =>
    (told.get(kind) ?? []).map(({ search_query, count }) => ({ search_query, count }));
  return {
    count: countOf('count'),
    without_results: countOf('without_results'),
    top: topOf('top'),
    top_without_results: topOf('top_without_results'),
  };
}
