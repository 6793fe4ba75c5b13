import type { AnswerOf, errorGroupSorts, listErrorGroups, QueryOf } from '@homepot/catalogue';
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Parameters, Reader } from '../../query/index.ts';
import { runRead } from '../../query/index.ts';
import type { ErrorsDependencies } from '../errors-dependencies.ts';
import { countedErrors } from './counted-errors.ts';
import { countPlaces, lastSeen, wholes } from './group-columns.ts';
import type { GroupPosition } from './group-cursor.ts';
import { readGroupCursor, writeGroupCursor } from './group-cursor.ts';
import type { GroupFilters } from './group-filters.ts';
import { groupConditions, readGroupFilters } from './group-filters.ts';
import type { GroupRange } from './group-range.ts';
import { createGroupRange, readGroupRange } from './group-range.ts';
import { readSeries } from './read-series.ts';
import type { CountedGroup } from './shown-group.ts';

type Query = QueryOf<typeof listErrorGroups>;
type Answer = AnswerOf<typeof listErrorGroups>;
type Sort = (typeof errorGroupSorts)[number];
type Part = RawBuilder<unknown>;

/** What is asked of the inbox, checked. */
interface GroupRequest {
  readonly range: GroupRange;
  readonly filters: GroupFilters;
  readonly sort: Sort;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  readonly after: GroupPosition | undefined;
  readonly scope: string;
}

function readRequest(query: Query, nowMs: number): GroupRequest {
  const parameters = query as Parameters;
  const { sort = 'last_seen', order = 'desc', limit = limits.listRowsDefault, cursor } = query;
  const filters = readGroupFilters(parameters);
  const scope = JSON.stringify([filters, query.start_date, query.end_date, sort, order]);
  const after = cursor === undefined ? undefined : readGroupCursor(scope, cursor);
  // All pages have the range of the first: now goes on.
  const range =
    after === undefined
      ? readGroupRange(parameters, nowMs)
      : createGroupRange(after.fromMs, after.toMs);
  return { range, filters, sort, order, limit, after, scope };
}

/** By what the groups are ordered, and the type that a cursor gives back. */
function sortKey({ sort, range, filters }: GroupRequest): { key: Part; type: Part } {
  const column = sql`g.fingerprint`;
  switch (sort) {
    case 'last_seen': {
      const last = lastSeen(range, column, filters.provenances);
      return { key: sql`coalesce(${last}, counted.last_bucket)`, type: sql`timestamptz` };
    }
    case 'first_seen':
      return { key: sql`w.first_seen`, type: sql`timestamptz` };
    case 'count':
      return { key: sql`counted.count`, type: sql`bigint` };
    case 'users':
      return {
        key: countPlaces('user', range, column, filters.provenances),
        type: sql`bigint`,
      };
  }
}

type Found = CountedGroup & { readonly key: string };

/** The groups of a page and one more, with what is known of all of them; the rest is read of the page. */
async function findGroups(reader: Reader, request: GroupRequest): Promise<readonly Found[]> {
  const { range, filters, order, limit, after } = request;
  const { key, type } = sortKey(request);
  const comparison = sql.raw(order === 'asc' ? '>' : '<');
  const direction = sql.raw(order);
  const beyond =
    after === undefined
      ? sql`true`
      : sql`(key, fingerprint) ${comparison} (${after.key}::${type}, ${after.fingerprint}::varchar)`;
  const column = sql`page.fingerprint`;
  const { rows } = await sql<Found>`
    with counted as (
      select coalesce(g.merged_into, g.fingerprint) as whole, sum(c.count)::bigint as count,
        max(c.bucket) as last_bucket
      from ${countedErrors(range, filters)} as c
      join error_groups g on g.fingerprint = c.fingerprint group by 1),
    known as (
      select g.fingerprint, coalesce(g.own_title, g.title) as title, g.category, w.severity,
        g.error_type, g.error_code, g.status, g.provenance, counted.count, w.first_seen,
        counted.last_bucket, g.resolved_at, g.resolved_by, g.ignored_until, g.notes,
        g.regressed_at, g.regressions, w.merged, ${key} as key
      from counted join error_groups g on g.fingerprint = counted.whole
      join (${wholes}) as w on w.whole = g.fingerprint
      where ${groupConditions(filters, range)}),
    page as (
      select * from known where ${beyond}
      order by key ${direction}, fingerprint ${direction} limit ${limit + 1})
    select page.fingerprint, title, category, severity, error_type, error_code, status, provenance,
      count, ${countPlaces('device', range, column, filters.provenances)} as devices,
      ${countPlaces('user', range, column, filters.provenances)} as users, first_seen,
      coalesce(${lastSeen(range, column, filters.provenances)}, last_bucket) as last_seen,
      resolved_at, resolved_by, ignored_until, notes, regressed_at, regressions, merged,
      key::text as key
    from page order by page.key ${direction}, page.fingerprint ${direction}`.execute(reader);
  return rows;
}

const instant = (ms: number): string => new Date(ms).toISOString();

async function readPage(reader: Reader, request: GroupRequest): Promise<Answer> {
  const { range, filters, limit, scope } = request;
  const found = await findGroups(reader, request);
  const page = found.slice(0, limit);
  const names = page.map(({ fingerprint }) => fingerprint);
  const series = await readSeries(reader, range, names, filters.provenances);
  const last = found.length > limit ? page.at(-1) : undefined;
  const { fromMs, toMs } = range;
  return {
    from: instant(fromMs),
    to: instant(toMs),
    interval: range.interval,
    data: page.map(({ key: _, ...group }) => ({
      ...group,
      series: series.get(group.fingerprint) ?? [],
    })),
    next_cursor:
      last === undefined
        ? null
        : writeGroupCursor(scope, { fromMs, toMs, key: last.key, fingerprint: last.fingerprint }),
  };
}

/**
 * Reads one page of the groups of which an error happened in the range, merged ones as one. Throws
 * parameter_invalid, range_invalid, cursor_invalid, query_too_long or database_unavailable.
 */
export function listGroups(
  { database, clock }: ErrorsDependencies,
  query: Query,
  signal?: AbortSignal,
): Promise<Answer> {
  const request = readRequest(query, clock.nowMs());
  return runRead({ database }, (reader) => readPage(reader, request), signal);
}
