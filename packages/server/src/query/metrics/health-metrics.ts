import type { AnswerOf, readHealthMetrics as contract } from '@homepot/catalogue';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { isCompared } from './range/is-compared.ts';
import { showRange } from './range/metric-range.ts';
import { readRemovedBuckets } from './range/removed-buckets.ts';
import { readSeriesInterval } from './range/series-interval.ts';
import { showPrevious } from './range/show-previous.ts';
import { readStatistics, readTotalBefore } from './reading/read-statistics.ts';
import { readSums } from './reading/read-sums.ts';
import { findRollup, readRollupRequest } from './reading/rollup-request.ts';
import { runMetricRead } from './reading/run-metric-read.ts';
import { together } from './reading/together.ts';
import type { ValueStatistics } from './reading/value-statistics.ts';
import { percentOf, showProvenance, showValueStatistics } from './reading/value-statistics.ts';

type Answer = AnswerOf<typeof contract>;

const rollup = findRollup('health_checks_summary');
const states = findRollup('device_states');

function show(statistics: ValueStatistics): Answer['total'] {
  const { count, measured, countsByEnd } = statistics;
  const healthy = countsByEnd.get('1') ?? 0;
  return {
    count,
    measured,
    healthy,
    healthy_rate: percentOf(healthy, count),
    ...showValueStatistics(statistics, 'response_time_ms'),
  } as Answer['total'];
}

/**
 * The share of healthy reports and how long checks take, over time, and the states that devices came
 * to, from rollups. Throws parameter_invalid, range_invalid, query_too_long or database_unavailable.
 */
export async function readHealthMetrics(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const nowMs = deps.clock.nowMs();
  const asked = readRollupRequest(rollup, [], parameters, nowMs, readRemovedBuckets(deps));
  const interval = readSeriesInterval(parameters, asked.range, rollup.intervals);
  const request = { ...asked, value: 'response_time_ms', end: 'is_healthy' };
  const ofStates = readRollupRequest(states, [], parameters, nowMs, asked.range.removed);
  const read = (reader: Reader) =>
    together({
      statistics: readStatistics(reader, { ...request, interval }),
      previous: isCompared(parameters) ? readTotalBefore(reader, request) : undefined,
      changes: readSums(reader, ofStates, ['new_state']),
    });
  const { statistics, previous, changes } = await runMetricRead(deps, read, signal);
  return {
    ...showRange(asked.range),
    interval,
    provenance: showProvenance(statistics.provenance),
    total: show(statistics.total),
    previous: showPrevious(asked.range, previous && show(previous)),
    series: statistics.series.map(({ bucket, statistics: each }) => ({ bucket, ...show(each) })),
    state_changes: Object.fromEntries(
      changes.map(({ new_state: state, count }) => [String(state), count]),
    ),
  };
}
