import type { AnswerOf, readUserActivity as contract } from '@homepot/catalogue';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { isCompared } from './range/is-compared.ts';
import { showRange } from './range/metric-range.ts';
import { readRemovedBuckets } from './range/removed-buckets.ts';
import { readSeriesInterval } from './range/series-interval.ts';
import { showPrevious } from './range/show-previous.ts';
import { countPeople } from './reading/count-people.ts';
import { readSearches } from './reading/read-searches.ts';
import { readStatistics, readTotalBefore } from './reading/read-statistics.ts';
import { readTop } from './reading/read-top.ts';
import type { RollupRequest } from './reading/rollup-request.ts';
import { findRollup, readRollupRequest } from './reading/rollup-request.ts';
import { runMetricRead } from './reading/run-metric-read.ts';
import { together } from './reading/together.ts';
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

async function readToldSearches(
  reader: Reader,
  request: RollupRequest,
): Promise<Answer['searches']> {
  return { ...showRange(request.range), ...(await readSearches(reader, request)) };
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
  const asked = readRollupRequest(
    activities,
    ['activity_type'],
    parameters,
    nowMs,
    readRemovedBuckets(deps),
  );
  const interval = readSeriesInterval(parameters, asked.range, activities.intervals);
  const request = { ...asked, value: 'duration_ms', end: 'activity_type' };
  const requestOf = (rollup: typeof activities) =>
    readRollupRequest(rollup, [], parameters, nowMs, asked.range.removed);
  const read = (reader: Reader) =>
    together({
      statistics: readStatistics(reader, { ...request, interval, groupBy: ['activity_type'] }),
      previous: isCompared(parameters) ? readTotalBefore(reader, request) : undefined,
      people: countPeople(reader, requestOf(activityUsers)),
      pages: readPages(reader, requestOf(activityPages)),
      searches: readToldSearches(reader, requestOf(activitySearches)),
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
