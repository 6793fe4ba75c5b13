import type { AnswerOf, readApiPerformance as contract } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { isCompared } from './range/is-compared.ts';
import { showRange } from './range/metric-range.ts';
import { readRemovedBuckets } from './range/removed-buckets.ts';
import { readSeriesInterval } from './range/series-interval.ts';
import { showPrevious } from './range/show-previous.ts';
import { readStatistics, readTotalBefore } from './reading/read-statistics.ts';
import { readTop } from './reading/read-top.ts';
import { findRollup, readRollupRequest } from './reading/rollup-request.ts';
import { runMetricRead } from './reading/run-metric-read.ts';
import { together } from './reading/together.ts';
import type { ValueStatistics } from './reading/value-statistics.ts';
import { percentOf, showProvenance, showValueStatistics } from './reading/value-statistics.ts';

type Answer = AnswerOf<typeof contract>;

const rollup = findRollup('api_performance');
const totals = findRollup('api_totals');
const users = findRollup('api_users');
const filters = ['endpoint', 'method', 'service'];

function show(statistics: ValueStatistics): Answer['total'] {
  const { count, measured, countsByEnd } = statistics;
  const clientErrors = countsByEnd.get('4') ?? 0;
  const serverErrors = countsByEnd.get('5') ?? 0;
  return {
    count,
    measured,
    ...showValueStatistics(statistics, 'response_time_ms'),
    client_errors: clientErrors,
    server_errors: serverErrors,
    error_rate: percentOf(clientErrors + serverErrors, count),
    client_error_rate: percentOf(clientErrors, count),
    server_error_rate: percentOf(serverErrors, count),
  } as Answer['total'];
}

const isFiltered = (parameters: Parameters): boolean =>
  filters.some((name) => parameters[name] !== undefined);

/** Users are kept by day and by nothing else that can be asked for. */
async function readUsers(
  reader: Reader,
  parameters: Parameters,
  nowMs: number,
): Promise<Answer['users']> {
  if (isFiltered(parameters)) return null;
  const request = readRollupRequest(users, [], parameters, nowMs);
  const top = await readTop(reader, request, 'user_id');
  const busiest = top.rows.map(({ name, count }) => ({ user_id: name, count }));
  return { ...showRange(request.range), user_count: top.count, busiest };
}

/**
 * Requests, response times and error rates by endpoint, over time and by user, from rollups. Throws
 * parameter_invalid, range_invalid, query_too_long or database_unavailable.
 */
export async function readApiPerformance(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const nowMs = deps.clock.nowMs();
  const asked = readRollupRequest(rollup, filters, parameters, nowMs, readRemovedBuckets(deps));
  const interval = readSeriesInterval(parameters, asked.range, rollup.intervals);
  const request = {
    ...asked,
    value: 'response_time_ms',
    end: 'status_class',
    totals: isFiltered(parameters) ? undefined : totals,
  };
  const groupBy = ['endpoint', 'method'];
  const read = (reader: Reader) =>
    together({
      statistics: readStatistics(reader, { ...request, interval, groupBy }),
      previous: isCompared(parameters) ? readTotalBefore(reader, request) : undefined,
      users: readUsers(reader, parameters, nowMs),
    });
  const { statistics, previous, users: told } = await runMetricRead(deps, read, signal);
  return {
    ...showRange(asked.range),
    interval,
    provenance: showProvenance(statistics.provenance),
    total: show(statistics.total),
    previous: showPrevious(asked.range, previous && show(previous)),
    endpoint_count: statistics.groups.groupCount,
    endpoints: statistics.groups.groups
      .slice(0, limits.metricGroupsMax)
      .map(({ names: [endpoint = '', method = ''], statistics: each }) => ({
        endpoint,
        method,
        ...show(each),
      })),
    series: statistics.series.map(({ bucket, statistics: each }) => ({ bucket, ...show(each) })),
    users: told,
  };
}
