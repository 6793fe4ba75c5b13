import type { AnswerOf, readErrorTrends as contract } from '@homepot/catalogue';
import { errorTrendsHourly } from '@homepot/catalogue';
import { sql } from 'kysely';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { runRead } from '../run-read.ts';
import { readMetricRequest, showProvenance } from './metric-request.ts';
import type { RollupRequest } from './rollup-rows.ts';
import { rollupConditions } from './rollup-rows.ts';

type Answer = AnswerOf<typeof contract>;

interface CountedErrors {
  readonly bucket: string;
  readonly category: string;
  readonly severity: string;
  readonly provenance: string;
  readonly count: number;
}

/** All dimensions but the writer have few values, so PostgreSQL adds them up. */
async function countErrors(reader: Reader, request: RollupRequest) {
  const names = ['bucket', 'category', 'severity', 'provenance'];
  const grouped = reader
    .selectFrom(request.rollup.name)
    .select([...names, sql<number>`sum(count)::bigint`.as('count')])
    .where(rollupConditions(request))
    .groupBy(names);
  const ordered = names.reduce((query, name) => query.orderBy(name), grouped);
  return (await ordered.execute()) as unknown as readonly CountedErrors[];
}

/** Adds the counts of equal keys, in the order in which they are first met. */
function countBy<T>(items: readonly T[], keyOf: (item: T) => string, countOf: (item: T) => number) {
  const counts = new Map<string, number>();
  for (const item of items) {
    const key = keyOf(item);
    counts.set(key, (counts.get(key) ?? 0) + countOf(item));
  }
  return counts;
}

const largestFirst = (counts: ReadonlyMap<string, number>): [string, number][] =>
  [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));

const countOf = ({ count }: { readonly count: number }): number => count;

/** One point for each bucket, category and severity, whatever the provenance. */
function createSeries(errors: readonly CountedErrors[]): Answer['series'] {
  const points = countBy(
    errors,
    ({ bucket, category, severity }) => JSON.stringify([bucket, category, severity]),
    countOf,
  );
  return [...points].map(([key, count]) => {
    const [bucket, category, severity] = JSON.parse(key);
    return { bucket, category, severity, count };
  });
}

/**
 * Errors by category, severity and hour, from the rollup. Throws parameter_invalid, range_invalid,
 * query_too_long or database_unavailable.
 */
export async function readErrorTrends(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const request = readMetricRequest(errorTrendsHourly, 'category', parameters, deps.clock.nowMs());
  const errors = await runRead(deps, (reader) => countErrors(reader, request), signal);
  const categories = largestFirst(countBy(errors, ({ category }) => category, countOf));
  const severities = largestFirst(countBy(errors, ({ severity }) => severity, countOf));
  return {
    ...request.range,
    provenance: showProvenance(countBy(errors, ({ provenance }) => provenance, countOf)),
    total: { count: errors.reduce((sum, { count }) => sum + count, 0) },
    categories: categories.map(([category, count]) => ({ category, count })),
    severities: severities.map(([severity, count]) => ({ severity, count })),
    series: createSeries(errors),
  };
}
