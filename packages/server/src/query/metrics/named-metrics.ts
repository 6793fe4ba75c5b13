import type { AnswerOf, readNamedMetrics as contract } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { readSeveral } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { showRange } from './range/metric-range.ts';
import { readRemovedBuckets } from './range/removed-buckets.ts';
import { readSeriesInterval } from './range/series-interval.ts';
import type { CellSet, Group } from './reading/cell-set.ts';
import { gatherCells } from './reading/gather-cells.ts';
import { findRollup, readRollupRequest } from './reading/rollup-request.ts';
import { runMetricRead } from './reading/run-metric-read.ts';
import { together } from './reading/together.ts';
import { showProvenance, showValueStatistics } from './reading/value-statistics.ts';

type Answer = AnswerOf<typeof contract>;

const rollup = findRollup('performance_values');
const names = ['metric_name', 'aggregation_period'];

function show({ names: [metric_name = '', aggregation_period = ''], statistics }: Group) {
  const { count, measured } = statistics;
  const shown = showValueStatistics(statistics, 'metric_value');
  return {
    metric_name,
    aggregation_period,
    count,
    measured,
    ...shown,
  } as Answer['metrics'][number];
}

/**
 * Named numbers of services: mean, bounds and percentiles of each, from the rollup, and over time
 * where one is named. Throws parameter_invalid, range_invalid, query_too_long or
 * database_unavailable.
 */
export async function readNamedMetrics(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const asked = readRollupRequest(
    rollup,
    names,
    parameters,
    deps.clock.nowMs(),
    readRemovedBuckets(deps),
  );
  const interval = readSeriesInterval(parameters, asked.range, rollup.intervals);
  const hasSeries = readSeveral(parameters, 'metric_name').length === 1;
  const request = { ...asked, value: 'metric_value' };
  const ofSeries: CellSet = { series: interval, names };
  const read = (reader: Reader) =>
    together({
      metrics: gatherCells(reader, { ...request, byOrigin: true, sets: [{ names }] }, 'day'),
      series: hasSeries
        ? gatherCells(reader, { ...request, sets: [ofSeries] }, interval)
        : undefined,
    });
  const { metrics, series } = await runMetricRead(deps, read, signal);
  const [groups] = metrics.sets;
  const [buckets] = series?.sets ?? [];
  return {
    ...showRange(asked.range),
    interval,
    provenance: showProvenance(metrics.provenance),
    metric_count: groups?.groupCount ?? 0,
    metrics: (groups?.groups ?? []).slice(0, limits.metricGroupsMax).map(show),
    series: (buckets?.groups ?? []).map((group) => ({ bucket: group.bucket, ...show(group) })),
  };
}
