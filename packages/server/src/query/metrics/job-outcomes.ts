import type { AnswerOf, readJobOutcomes as contract } from '@homepot/catalogue';
import { jobOutcomesHourly } from '@homepot/catalogue';
import { sql } from 'kysely';
import type { Condition } from '../lists/condition.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { runRead } from '../run-read.ts';
import { readGroupedStatistics } from './grouped-statistics.ts';
import { readMetricRequest, showProvenance } from './metric-request.ts';
import type { RollupRequest } from './rollup-rows.ts';
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

/** Rows about one device, and rows about a job as a whole: a job counts its targets, so they are apart. */
async function readBoth(reader: Reader, request: RollupRequest) {
  const grouping = { ...request, groupBy: ['job_type'], end: 'status' };
  const readWhere = (condition: Condition) =>
    readGroupedStatistics(reader, { ...grouping, conditions: [...request.conditions, condition] });
  return {
    targets: await readWhere(sql<boolean>`has_device = 1`),
    jobs: await readWhere(sql<boolean>`has_device = 0`),
  };
}

function addCounts(
  a: ReadonlyMap<string, number>,
  b: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  return new Map([...a, ...b].map(([name]) => [name, (a.get(name) ?? 0) + (b.get(name) ?? 0)]));
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
  const { targets, jobs } = await runRead(deps, (reader) => readBoth(reader, request), signal);
  return {
    ...request.range,
    provenance: showProvenance(addCounts(targets.provenance, jobs.provenance)),
    total: show(targets.total),
    job_type_count: targets.groupCount,
    job_types: targets.groups.map(({ names: [jobType = ''], statistics }) => ({
      job_type: jobType,
      ...show(statistics),
    })),
    series: [...targets.buckets].map(([bucket, statistics]) => ({ bucket, ...show(statistics) })),
    jobs: show(jobs.total),
  };
}
