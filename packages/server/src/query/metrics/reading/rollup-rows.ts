import type { RollupInterval } from '@homepot/catalogue';
import { rollupTableName } from '@homepot/catalogue';
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Condition } from '../../lists/condition.ts';
import { writeInstant } from '../../parameters/instant.ts';
import { cutRange } from '../range/cut-range.ts';
import type { RollupRequest } from './rollup-request.ts';

/** Rows of a request that stand together in one table. */
export interface RollupPart {
  readonly table: string;
  readonly condition: Condition;
}

/**
 * What of a request is read from which table; buckets are at most `longest`. Each part is one range of
 * the table's key, so that it is read in order without sorting.
 */
export function rollupParts(
  { rollup, range, conditions }: RollupRequest,
  longest: RollupInterval,
): readonly RollupPart[] {
  return cutRange(range, rollup.intervals, longest).map(({ interval, fromMs, toMs }) => {
    const inPart = sql<boolean>`bucket >= ${writeInstant(fromMs)} and bucket < ${writeInstant(toMs)}`;
    return {
      table: rollupTableName(rollup, interval),
      condition: sql<boolean>`${sql.join([inPart, ...conditions], sql` and `)}`,
    };
  });
}

/** The start of the longer bucket in which a bucket lies. */
export const bucketIn = (interval: RollupInterval): RawBuilder<string> =>
  sql<string>`date_trunc(${sql.lit(interval)}, bucket, 'UTC')`;

/** `(select … union all select …)`: these columns of all rows of a request. */
export function rollupRows(
  request: RollupRequest,
  columns: readonly RawBuilder<unknown>[],
  longest: RollupInterval = 'day',
): RawBuilder<unknown> {
  const selects = rollupParts(request, longest).map(
    ({ table, condition }) =>
      sql`select ${sql.join(columns)} from ${sql.table(table)} where ${condition}`,
  );
  return sql`(${sql.join(selects, sql` union all `)})`;
}
