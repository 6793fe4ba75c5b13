import type { AlertSource } from '@homepot/catalogue';
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { decodeHistogram } from '../../drain/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Reader } from '../run-read.ts';
import type { SeriesRequest, SeriesRow, StoredSeriesRow } from './series-row.ts';
import { toSeriesRow } from './series-row.ts';

type RollupSource = Extract<AlertSource, { kind: 'rollup' }>;

/** Dimensions are compared as text, whatever their type. */
const isOneOf = (dimension: string, values: readonly string[]) =>
  sql<boolean>`${sql.ref(dimension)}::text = any(${values}::text[])`;

function conditionsOf(source: RollupSource, request: SeriesRequest): RawBuilder<unknown> {
  const { filters, provenances, fromMs, toMs } = request;
  const conditions = [
    sql`bucket >= ${new Date(fromMs).toISOString()}::timestamptz`,
    sql`bucket < ${new Date(toMs).toISOString()}::timestamptz`,
    isOneOf('provenance', provenances),
    ...Object.entries(filters)
      .filter(([, values]) => values.length > 0)
      .map(([dimension, values]) => isOneOf(dimension, values)),
    ...(source.only === undefined ? [] : [isOneOf(source.only.dimension, source.only.values)]),
  ];
  return sql.join(conditions, sql` and `);
}

/** What is selected besides the key: counts, and for a value its sum. */
function numbersOf({ hits, value }: RollupSource): RawBuilder<unknown>[] {
  return [
    sql`sum(count)::float8 as count`,
    ...(hits === undefined
      ? []
      : [sql`sum(count) filter (where ${isOneOf(hits.dimension, hits.values)})::float8 as hits`]),
    ...(value === undefined
      ? []
      : [
          sql`sum(${sql.ref(`${value}_count`)})::float8 as measured`,
          sql`sum(${sql.ref(`${value}_sum`)})::float8 as sum`,
        ]),
  ];
}

/** Histograms are added up here: SQL cannot. */
async function readHistograms(
  reader: Reader,
  source: RollupSource,
  request: SeriesRequest,
): Promise<readonly SeriesRow[]> {
  const value = source.value ?? '';
  const labels = request.groupBy.map((name) => sql`${sql.ref(name)}::text as ${sql.ref(name)}`);
  const { rows } = await sql<StoredSeriesRow & { histogram: Buffer | null }>`
    select ${sql.join([
      sql`bucket`,
      sql`provenance`,
      ...labels,
      sql`count::float8 as count`,
      sql`${sql.ref(`${value}_count`)}::float8 as measured`,
      sql`${sql.ref(`${value}_histogram`)} as histogram`,
    ])} from ${sql.table(`${source.family}_minute`)} where ${conditionsOf(source, request)}
    order by bucket limit ${limits.alertRowsMax + 1}`.execute(reader);
  return rows.map((row) =>
    toSeriesRow(
      row,
      request.groupBy,
      row.histogram === null ? undefined : decodeHistogram(row.histogram),
    ),
  );
}

/** Reads the minutes of a rollup, in the order of time, `alertRowsMax` rows and one more at most. */
export async function readRollupSeries(
  reader: Reader,
  source: RollupSource,
  request: SeriesRequest,
): Promise<readonly SeriesRow[]> {
  if (source.take === 'p95') return readHistograms(reader, source, request);
  const keys = ['provenance', ...request.groupBy];
  const labels = request.groupBy.map((name) => sql`${sql.ref(name)}::text as ${sql.ref(name)}`);
  const { rows } = await sql<StoredSeriesRow>`
    select ${sql.join([sql`bucket`, sql`provenance`, ...labels, ...numbersOf(source)])}
    from ${sql.table(`${source.family}_minute`)} where ${conditionsOf(source, request)}
    group by bucket, ${sql.join(keys.map((name) => sql.ref(name)))}
    order by bucket limit ${limits.alertRowsMax + 1}`.execute(reader);
  return rows.map((row) => toSeriesRow(row, request.groupBy));
}
