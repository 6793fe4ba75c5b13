import type { RollupInterval } from '@homepot/catalogue';
import { sql } from 'kysely';
import type { Reader } from '../../run-read.ts';
import type { RollupRequest } from './rollup-request.ts';
import { bucketIn, rollupRows } from './rollup-rows.ts';

/** The source rows of one set of dimensions, counted. */
export interface CountedRows {
  readonly count: number;
  /** Of the bucket of the series, where there is one. */
  readonly bucket?: string;
  readonly [dimension: string]: unknown;
}

const column = (name: string) => sql.ref(name);

/**
 * Counts by dimensions, and by the buckets of a series where there is one; PostgreSQL adds up and no
 * histogram is moved. Only for dimensions of few values. In the order of the keys.
 */
export async function readSums(
  reader: Reader,
  request: RollupRequest,
  names: readonly string[],
  series?: RollupInterval,
): Promise<readonly CountedRows[]> {
  const keys = [...(series === undefined ? [] : ['series_bucket']), ...names];
  const buckets = series === undefined ? [] : [sql`${bucketIn(series)} as series_bucket`];
  const columns = [...buckets, ...names.map(column), column('count')];
  const told = names.map((name) => sql`, ${column(name)}`);
  const bucket = series === undefined ? sql`` : sql`, series_bucket as bucket`;
  const grouped =
    keys.length === 0
      ? sql``
      : sql`group by ${sql.join(keys.map(column))} order by ${sql.join(keys.map(column))}`;
  const { rows } = await sql<CountedRows>`
    select coalesce(sum(count), 0)::bigint as count ${bucket} ${sql.join(told, sql``)}
    from ${rollupRows(request, columns, series)} as rows ${grouped}`.execute(reader);
  return rows;
}
