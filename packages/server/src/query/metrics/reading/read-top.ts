import { sql } from 'kysely';
import { limits } from '../../../kernel/index.ts';
import type { Reader } from '../../run-read.ts';
import { readLargest } from './read-largest.ts';
import type { RollupRequest } from './rollup-request.ts';

/** The values of one dimension with the most source rows, and how many values there are. */
export interface TopValues {
  readonly count: number;
  readonly rows: readonly { readonly name: string; readonly count: number }[];
}

/** The most frequent values of a dimension, `metricTopRowsMax` at most. Absent ones do not count. */
export async function readTop(
  reader: Reader,
  request: RollupRequest,
  dimension: string,
): Promise<TopValues> {
  const known = sql<boolean>`${sql.ref(dimension)} <> ''`;
  const { groups, groupCount } = await readLargest(
    reader,
    { ...request, conditions: [...request.conditions, known] },
    [dimension],
    limits.metricTopRowsMax,
  );
  const rows = groups.map(({ names: [name = ''], count }) => ({ name, count }));
  return { count: groupCount, rows };
}
