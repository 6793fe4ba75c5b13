import type { AnswerOf, readErrorTrends as contract } from '@homepot/catalogue';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { isCompared } from './range/is-compared.ts';
import { rangeBefore, showRange } from './range/metric-range.ts';
import { readRemovedBuckets } from './range/removed-buckets.ts';
import { readSeriesInterval } from './range/series-interval.ts';
import { showPrevious } from './range/show-previous.ts';
import { countBy, largestFirst, sumCounts } from './reading/count-by.ts';
import type { CountedRows } from './reading/read-sums.ts';
import { readSums } from './reading/read-sums.ts';
import type { RollupRequest } from './reading/rollup-request.ts';
import { findRollup, readRollupRequest } from './reading/rollup-request.ts';
import { runMetricRead } from './reading/run-metric-read.ts';
import { together } from './reading/together.ts';
import { showProvenance } from './reading/value-statistics.ts';

type Answer = AnswerOf<typeof contract>;

const rollup = findRollup('error_trends');

const countsOf = (errors: readonly CountedRows[], dimension: string) =>
  countBy(errors, (each) => String(each[dimension]));

/** One point for each bucket, category and severity, whatever the provenance. */
function createSeries(errors: readonly CountedRows[]): Answer['series'] {
  const points = countBy(errors, ({ bucket, category, severity }) =>
    JSON.stringify([bucket, category, severity]),
  );
  return [...points].map(([key, count]) => {
    const [bucket, category, severity] = JSON.parse(key);
    return { bucket, category, severity, count };
  });
}

/** All dimensions have few values, so PostgreSQL adds them up. */
async function readPrevious(reader: Reader, request: RollupRequest): Promise<{ count: number }> {
  const range = rangeBefore(request.range);
  return { count: sumCounts(await readSums(reader, { ...request, range }, [])) };
}

/**
 * Errors by category and severity, and over time, from the rollup. Throws parameter_invalid,
 * range_invalid, query_too_long or database_unavailable.
 */
export async function readErrorTrends(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const filters = ['category', 'severity'];
  const request = readRollupRequest(
    rollup,
    filters,
    parameters,
    deps.clock.nowMs(),
    readRemovedBuckets(deps),
  );
  const interval = readSeriesInterval(parameters, request.range, rollup.intervals);
  const read = (reader: Reader) =>
    together({
      errors: readSums(reader, request, [...filters, 'provenance'], interval),
      previous: isCompared(parameters) ? readPrevious(reader, request) : undefined,
    });
  const { errors, previous } = await runMetricRead(deps, read, signal);
  const told = (dimension: string) => largestFirst(countsOf(errors, dimension));
  return {
    ...showRange(request.range),
    interval,
    provenance: showProvenance(countsOf(errors, 'provenance')),
    total: { count: sumCounts(errors) },
    previous: showPrevious(request.range, previous),
    categories: told('category').map(([category, count]) => ({ category, count })),
    severities: told('severity').map(([severity, count]) => ({ severity, count })),
    series: createSeries(errors),
  };
}
