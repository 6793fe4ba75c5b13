import { CompiledQuery } from 'kysely';
import { limits } from '../../kernel/index.ts';
import { runRead } from '../../query/index.ts';
import type { Database } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import { conditionOf } from './range-condition.ts';
import type { RawRow, RowRange } from './row-range.ts';
import type { SelectedColumn } from './select-columns.ts';

export interface ReadRowsOptions {
  readonly columns: readonly SelectedColumn[];
  readonly pageRows?: number;
  readonly signal?: AbortSignal | undefined;
}

interface Keyed extends RawRow {
  readonly 'key id': number;
  readonly 'key at': string;
}

/**
 * Reads rows in the order of their key, a page at a time. Each page is a query of its own, so that no
 * transaction holds the database up for hours; rows are only ever added, and what arrives meanwhile is
 * beyond `completeUntil`.
 */
export async function* readRows(
  database: Database,
  range: RowRange,
  { columns, pageRows = limits.exportPageRowsMax, signal }: ReadRowsOptions,
): AsyncGenerator<readonly RawRow[]> {
  const time = quoteIdentifier(range.timeColumn);
  const { sql, values } = conditionOf(range);
  const selected = columns.map(({ name, sql: text }) => `${text} AS ${quoteIdentifier(name)}`);
  const [at, id] = [`$${values.length + 1}`, `$${values.length + 2}`];
  const text = `SELECT ${[...selected, 'id AS "key id"', `${time} AS "key at"`].join(', ')}
    FROM ${quoteIdentifier(range.table.name)}
    WHERE ${sql} AND (${time}, id) > (${at}::timestamptz, ${id}::bigint)
    ORDER BY ${time}, id LIMIT ${pageRows}`;
  let after: readonly [string, number] = [range.from, -1];
  for (;;) {
    const query = CompiledQuery.raw(text, [...values, ...after]);
    const { rows } = await runRead(
      { database },
      (reader) => reader.executeQuery<Keyed>(query),
      signal,
    );
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    after = [last['key at'], last['key id']];
  }
}
