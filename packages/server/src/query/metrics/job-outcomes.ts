import type { AnswerOf, readJobOutcomes as contract } from '@homepot/catalogue';
import { jobOutcomesHourly } from '@homepot/catalogue';
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
  return {
    count,
    measured,
    statuses: Object.fromEntries([...countsByEnd].sort()),
    success_rate: percentOf(countsByEnd.get('success') ?? 0, count),
    ...showValueStatistics(statistics, 'duration_ms'),
  } as Answer['total'];
}

/**
 * Job outcomes, success rates and durations by job type and hour, from the rollup. Throws
 * parameter_invalid, range_invalid, query_too_long or database_unavailable.
 */
export async function readJobOutcomes(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const request = readMetricRequest(jobOutcomesHourly, 'job_type', parameters, deps.clock.nowMs());
  const grouping = { ...request, groupBy: ['job_type'], end: 'status' };
  const { total, groupCount, groups, buckets, provenance } = await runRead(
    deps,
    (reader) => readGroupedStatistics(reader, grouping),
    signal,
  );
  return {
    ...request.range,
    provenance: showProvenance(provenance),
    total: show(total),
    job_type_count: groupCount,
    job_types: groups.map(({ names: [jobType = ''], statistics }) => ({
      job_type: jobType,
      ...show(statistics),
    })),
    series: [...buckets].map(([bucket, statistics]) => ({ bucket, ...show(statistics) })),
  };
}
