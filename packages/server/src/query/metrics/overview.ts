import type { AnswerOf, readOverview as contract } from '@homepot/catalogue';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { countDevicesByState } from './overview/count-devices-by-state.ts';
import { readWorst } from './overview/read-worst.ts';
import { showRate, showTables } from './overview/show-overview.ts';
import { readTableCounts } from './overview/table-counts.ts';
import { minutesPassed, rangeBefore, showRange } from './range/metric-range.ts';
import { readRemovedBuckets } from './range/removed-buckets.ts';
import { findRollup, readRollupRequest } from './reading/rollup-request.ts';
import { runMetricRead } from './reading/run-metric-read.ts';
import { together } from './reading/together.ts';

type Answer = AnswerOf<typeof contract>;

/**
 * The house at a glance: rows of every table with those of the range before, rates, the fleet, the
 * slowest and the worst, from rollups. Throws parameter_invalid, range_invalid, query_too_long or
 * database_unavailable.
 */
export async function readOverview(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const nowMs = deps.clock.nowMs();
  const asked = readRollupRequest(
    findRollup('api_performance'),
    [],
    parameters,
    nowMs,
    readRemovedBuckets(deps),
  );
  const before = rangeBefore(asked.range);
  const read = (reader: Reader) =>
    together({
      counts: readTableCounts(reader, asked, asked.range),
      previous: readTableCounts(reader, asked, before),
      devices: countDevicesByState(reader),
      worst: readWorst(reader, asked),
    });
  const { counts, previous, devices, worst } = await runMetricRead(deps, read, signal);
  return {
    ...showRange(asked.range),
    previous_from: showRange(before).from,
    tables: showTables(counts, previous, minutesPassed(asked.range, nowMs)),
    api_error_rate: showRate(counts, previous, 'api_request_logs'),
    job_success_rate: showRate(counts, previous, 'job_outcomes'),
    tool_success_rate: showRate(counts, previous, 'tool_usage_logs'),
    healthy_rate: showRate(counts, previous, 'health_checks'),
    devices,
    ...worst,
  };
}
