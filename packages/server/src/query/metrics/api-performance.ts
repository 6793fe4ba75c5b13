import type { AnswerOf, readApiPerformance as contract } from '@homepot/catalogue';
import { apiPerformanceHourly } from '@homepot/catalogue';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import { runRead } from '../run-read.ts';
import { readGroupedStatistics } from './grouped-statistics.ts';
import { readMetricRequest, showProvenance } from './metric-request.ts';
import type { ValueStatistics } from './value-statistics.ts';
import { percentOf, showValueStatistics } from './value-statistics.ts';

type Answer = AnswerOf<typeof contract>;

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

/**
 * Requests, response times and error rates by endpoint and hour, from the rollup. Throws
 * parameter_invalid, range_invalid, query_too_long or database_unavailable.
 */
export async function readApiPerformance(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const request = readMetricRequest(
    apiPerformanceHourly,
    'endpoint',
    parameters,
    deps.clock.nowMs(),
  );
  const grouping = { ...request, groupBy: ['endpoint', 'method'], end: 'status_class' };
  const { total, groupCount, groups, buckets, provenance } = await runRead(
    deps,
    (reader) => readGroupedStatistics(reader, grouping),
    signal,
  );
  return {
    ...request.range,
    provenance: showProvenance(provenance),
    total: show(total),
    endpoint_count: groupCount,
    endpoints: groups.map(({ names: [endpoint = '', method = ''], statistics }) => ({
      endpoint,
      method,
      ...show(statistics),
    })),
    series: [...buckets].map(([bucket, statistics]) => ({ bucket, ...show(statistics) })),
  };
}
