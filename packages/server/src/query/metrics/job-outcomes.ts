import type { AnswerOf, readJobOutcomes as contract } from '@homepot/catalogue';
import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { isCompared } from './range/is-compared.ts';
import { showRange } from './range/metric-range.ts';
import { readRemovedBuckets } from './range/removed-buckets.ts';
import { readSeriesInterval } from './range/series-interval.ts';
import { showPrevious } from './range/show-previous.ts';
import { readStatistics, readTotalBefore } from './reading/read-statistics.ts';
import type { RollupRequest } from './reading/rollup-request.ts';
import { findRollup, readRollupRequest } from './reading/rollup-request.ts';
import { runMetricRead } from './reading/run-metric-read.ts';
import { together } from './reading/together.ts';
import type { ValueStatistics } from './reading/value-statistics.ts';
import {
  addCounts,
  percentOf,
  showProvenance,
  showValueStatistics,
} from './reading/value-statistics.ts';

type Answer = AnswerOf<typeof contract>;

const rollup = findRollup('job_outcomes');

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

/** Rows about one device, or rows about a job as a whole: a job counts its targets, so they are apart. */
const onlyRows = (request: RollupRequest, hasDevice: 0 | 1) => ({
  ...request,
  value: 'duration_ms',
  end: 'status',
  conditions: [...request.conditions, sql<boolean>`has_device = ${sql.lit(hasDevice)}`],
});

/**
 * Job outcomes, success rates and durations by job type and over time, from the rollup. Throws
 * parameter_invalid, range_invalid, query_too_long or database_unavailable.
 */
export async function readJobOutcomes(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const asked = readRollupRequest(
    rollup,
    ['job_type'],
    parameters,
    deps.clock.nowMs(),
    readRemovedBuckets(deps),
  );
  const interval = readSeriesInterval(parameters, asked.range, rollup.intervals);
  const ofTargets = onlyRows(asked, 1);
  const read = (reader: Reader) =>
    together({
      targets: readStatistics(reader, { ...ofTargets, interval, groupBy: ['job_type'] }),
      jobs: readStatistics(reader, { ...onlyRows(asked, 0), interval: 'day' }),
      previous: isCompared(parameters) ? readTotalBefore(reader, ofTargets) : undefined,
    });
  const { targets, jobs, previous } = await runMetricRead(deps, read, signal);
  return {
    ...showRange(asked.range),
    interval,
    provenance: showProvenance(addCounts(targets.provenance, jobs.provenance)),
    total: show(targets.total),
    previous: showPrevious(asked.range, previous && show(previous)),
    job_type_count: targets.groups.groupCount,
    job_types: targets.groups.groups
      .slice(0, limits.metricGroupsMax)
      .map(({ names: [jobType = ''], statistics }) => ({ job_type: jobType, ...show(statistics) })),
    series: targets.series.map(({ bucket, statistics }) => ({ bucket, ...show(statistics) })),
    jobs: show(jobs.total),
  };
}
