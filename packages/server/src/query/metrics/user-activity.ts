import type { AnswerOf, readUserActivity as contract } from '@homepot/catalogue';
import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { isCompared } from './range/is-compared.ts';
import { showRange } from './range/metric-range.ts';
import { readSeriesInterval } from './range/series-interval.ts';
import { showPrevious } from './range/show-previous.ts';
import { sumCounts } from './reading/count-by.ts';
import { countPeople } from './reading/count-people.ts';
import { readLargest } from './reading/read-largest.ts';
import { readStatistics, readTotalBefore } from './reading/read-statistics.ts';
import { readSums } from './reading/read-sums.ts';
import { readTop } from './reading/read-top.ts';
import type { RollupRequest } from './reading/rollup-request.ts';
import { findRollup, readRollupRequest } from './reading/rollup-request.ts';
import { runMetricRead } from './reading/run-metric-read.ts';
import type { ValueStatistics } from './reading/value-statistics.ts';
import { showProvenance, showValueStatistics } from './reading/value-statistics.ts';

type Answer = AnswerOf<typeof contract>;

const activities = findRollup('user_activity');
const activityUsers = findRollup('activity_users');
const activityPages = findRollup('activity_pages');
const activitySearches = findRollup('activity_searches');

function show(statistics: ValueStatistics): Answer['total'] {
  const { count, measured, countsByEnd } = statistics;
  return {
    count,
    measured,
    types: Object.fromEntries([...countsByEnd].sort()),
    ...showValueStatistics(statistics, 'duration_ms'),
  } as Answer['total'];
}

async function readPages(reader: Reader, request: RollupRequest): Promise<Answer['pages']> {
  const { count, rows } = await readTop(reader, request, 'page_url');
  const top = rows.map(({ name, count: each }) => ({ page_url: name, count: each }));
  return { ...showRange(request.range), page_count: count, top };
}

async function readTopSearches(reader: Reader, request: RollupRequest) {
  const { groups } = await readLargest(reader, request, ['search_query'], limits.metricTopRowsMax);
  return groups.map(({ names: [search_query = ''], count }) => ({ search_query, count }));
}

async function readSearches(reader: Reader, request: RollupRequest): Promise<Answer['searches']> {
  const counts = await readSums(reader, request, ['has_results']);
  const without = sql<boolean>`has_results = 0`;
  const withoutResults = { ...request, conditions: [...request.conditions, without] };
  return {
    ...showRange(request.range),
    count: sumCounts(counts),
    without_results: sumCounts(counts.filter((each) => each.has_results === 0)),
    top: await readTopSearches(reader, request),
    top_without_results: await readTopSearches(reader, withoutResults),
  };
}

/**
 * What people do: activities by type and over time, people, pages and searches, from rollups. Throws
 * parameter_invalid, range_invalid, query_too_long or database_unavailable.
 */
export async function readUserActivity(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const nowMs = deps.clock.nowMs();
  const asked = readRollupRequest(activities, ['activity_type'], parameters, nowMs);
  const interval = readSeriesInterval(parameters, asked.range, activities.intervals);
  const request = { ...asked, value: 'duration_ms', end: 'activity_type' };
  const requestOf = (rollup: typeof activities) => readRollupRequest(rollup, [], parameters, nowMs);
  const read = async (reader: Reader) => ({
    statistics: await readStatistics(reader, { ...request, interval, groupBy: ['activity_type'] }),
    previous: isCompared(parameters) ? await readTotalBefore(reader, request) : undefined,
    people: await countPeople(reader, requestOf(activityUsers)),
    pages: await readPages(reader, requestOf(activityPages)),
    searches: await readSearches(reader, requestOf(activitySearches)),
  });
  const { statistics, previous, people, pages, searches } = await runMetricRead(deps, read, signal);
  return {
    ...showRange(asked.range),
    interval,
    provenance: showProvenance(statistics.provenance),
    total: show(statistics.total),
    previous: showPrevious(asked.range, previous && show(previous)),
    types: statistics.groups.groups.map(({ names: [activityType = ''], statistics: each }) => ({
      activity_type: activityType,
      ...show(each),
    })),
    series: statistics.series.map(({ bucket, statistics: each }) => ({ bucket, ...show(each) })),
    people,
    pages,
    searches,
  };
}
