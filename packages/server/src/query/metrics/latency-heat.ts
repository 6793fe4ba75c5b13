import type { AnswerOf, readLatencyHeat as contract } from '@homepot/catalogue';
import { callerLimits, latencyBandsMs } from '@homepot/catalogue';
import { countByBand, createHistogram, mergeHistogram } from '../../drain/index.ts';
import { parameterFault } from '../parameters/parameter-fault.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { readSingle } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import { bucketMs } from './range/cut-range.ts';
import { showRange } from './range/metric-range.ts';
import { readRemovedBuckets } from './range/removed-buckets.ts';
import { readSeriesInterval } from './range/series-interval.ts';
import type { Group } from './reading/cell-set.ts';
import { readStatistics } from './reading/read-statistics.ts';
import { findRollup, readRollupRequest } from './reading/rollup-request.ts';
import { runMetricRead } from './reading/run-metric-read.ts';

type Answer = AnswerOf<typeof contract>;

const sources = {
  requests: {
    rollup: findRollup('api_performance'),
    totals: findRollup('api_totals'),
    value: 'response_time_ms',
    filters: ['endpoint', 'method', 'service'],
  },
  tools: {
    rollup: findRollup('tool_usage'),
    totals: findRollup('tool_totals'),
    value: 'duration_ms',
    filters: ['bcp_name', 'tool_name', 'operation'],
  },
} as const;

/** A filter of the other source would be passed over in silence. */
function refuseOthers(parameters: Parameters, own: readonly string[], of: string): void {
  const all = Object.values(sources).flatMap(({ filters }) => filters as readonly string[]);
  const other = all.find((name) => !own.includes(name) && parameters[name] !== undefined);
  if (other !== undefined)
    throw parameterFault(other, `is no filter of ${of}; take one of ${own.join(', ')}`);
}

/** Puts buckets that follow each other into columns of `stepMs`. */
function gatherColumns(series: readonly Group[], stepMs: number): Answer['columns'] {
  const byColumn = Map.groupBy(
    series,
    ({ bucket }) => Math.floor(Date.parse(bucket) / stepMs) * stepMs,
  );
  return [...byColumn].flatMap(([fromMs, groups]) => {
    const histogram = createHistogram();
    for (const { statistics } of groups) mergeHistogram(histogram, statistics.histogram);
    const counts = countByBand(histogram, latencyBandsMs);
    const count = counts.reduce((sum, each) => sum + each, 0);
    return count === 0 ? [] : [{ from: new Date(fromMs).toISOString(), count, counts }];
  });
}

/** The shortest column, a whole number of buckets, that leaves at most `latencyHeatColumnsMax`. */
function chooseStepMs(lengthMs: number, shortestMs: number): number {
  return (
    shortestMs * Math.max(Math.ceil(lengthMs / shortestMs / callerLimits.latencyHeatColumnsMax), 1)
  );
}

/**
 * How long requests or calls of tools took, as a distribution over time, from rollups. Throws
 * parameter_invalid, range_invalid, query_too_long or database_unavailable.
 */
export async function readLatencyHeat(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const of = readSingle(parameters, 'of') === 'tools' ? 'tools' : 'requests';
  const { filters, ...source } = sources[of];
  refuseOthers(parameters, filters, of);
  const asked = readRollupRequest(
    source.rollup,
    filters,
    parameters,
    deps.clock.nowMs(),
    readRemovedBuckets(deps),
  );
  const interval = readSeriesInterval(parameters, asked.range, source.rollup.intervals);
  const isFiltered = filters.some((name) => parameters[name] !== undefined);
  const request = {
    ...asked,
    ...source,
    interval,
    totals: isFiltered ? undefined : source.totals,
  };
  const { series } = await runMetricRead(deps, (reader) => readStatistics(reader, request), signal);
  const { fromMs, toMs } = asked.range;
  const stepMs = chooseStepMs(toMs - fromMs, bucketMs[interval]);
  return {
    ...showRange(asked.range),
    step_seconds: stepMs / 1_000,
    bands_ms: [...latencyBandsMs],
    columns: gatherColumns(series, stepMs),
  };
}
