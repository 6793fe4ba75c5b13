import type { Rollup } from '@homepot/catalogue';
import { rollupTable } from '@homepot/catalogue';
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Condition } from '../lists/condition.ts';
import type { Reader } from '../run-read.ts';
import type { MetricRange } from './metric-range.ts';

/** A row of a rollup: one writer's numbers of one bucket and one set of dimensions. */
export interface RollupRow {
  readonly bucket: string;
  readonly count: number;
  readonly value_count: number;
  readonly value_sum: number;
  readonly value_minimum: number | null;
  readonly value_maximum: number | null;
  readonly histogram: Uint8Array;
  readonly [dimension: string]: unknown;
}

/** Which rows of a rollup are read. */
export interface RollupRequest {
  readonly rollup: Rollup;
  readonly range: MetricRange;
  readonly conditions: readonly Condition[];
}

/** The condition of a request as SQL. */
export function rollupConditions({ range, conditions }: RollupRequest): Condition {
  const bounds = sql<boolean>`bucket >= ${range.from} and bucket < ${range.to}`;
  return sql<boolean>`${sql.join([bounds, ...conditions], sql` and `)}`;
}

/**
 * Reads the rows of a rollup bucket by bucket, `rollupPageRowsMax` at a time, so that memory does not
 * grow with the range. Rows of several writers follow each other and are to be added up.
 */
export async function* readRollupRows(
  reader: Reader,
  request: RollupRequest,
): AsyncGenerator<readonly RollupRow[], void> {
  const table = rollupTable(request.rollup);
  const key = table.primaryKey.map((name) => sql.ref(name));
  let after: Condition[] = [];
  while (true) {
    const filtered = reader
      .selectFrom(table.name)
      .selectAll()
      .where(rollupConditions({ ...request, conditions: [...request.conditions, ...after] }));
    const rows = (await key
      .reduce((query, column) => query.orderBy(column), filtered)
      .limit(limits.rollupPageRowsMax)
      .execute()) as unknown as readonly RollupRow[];
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < limits.rollupPageRowsMax) return;
    const place = table.primaryKey.map((name) => sql`${last[name]}`);
    after = [sql<boolean>`${row(key)} > ${row(place)}`];
  }
}

const row = (parts: readonly RawBuilder<unknown>[]) => sql`(${sql.join(parts)})`;
