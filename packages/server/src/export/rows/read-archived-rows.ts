import { CompiledQuery } from 'kysely';
import { runRead } from '../../query/index.ts';
import type { Database } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import type { ArchivedRows } from './archived-parts.ts';
import { readArchivedPieces } from './archived-parts.ts';
import { conditionOf } from './range-condition.ts';
import type { ReadRowsOptions } from './read-rows.ts';
import type { RawRow, RowRange } from './row-range.ts';

/** Microseconds since 1970 of an instant of up to six decimals. */
function microsecondsOf(instant: string): bigint {
  const [, decimals = ''] = /\.(\d+)/.exec(instant) ?? [];
  const seconds = Math.floor(Date.parse(instant) / 1_000);
  return BigInt(seconds) * 1_000_000n + BigInt(decimals.slice(0, 6).padEnd(6, '0'));
}

/**
 * Reads the rows of a range that are in the archive. They go through the database as JSON, by the same
 * SQL as rows that are there: what is taken of a value cannot depend on where it is kept.
 */
export async function* readArchivedRows(
  {
    database,
    archive,
  }: { readonly database: Database; readonly archive?: ArchivedRows | undefined },
  range: RowRange,
  { columns, signal }: ReadRowsOptions,
): AsyncGenerator<readonly RawRow[]> {
  const { table, timeColumn, from, until } = range;
  const { sql, values } = conditionOf(range);
  const time = quoteIdentifier(timeColumn);
  const selected = columns.map(({ name, sql: text }) => `${text} AS ${quoteIdentifier(name)}`);
  const text = `SELECT ${[...selected, `${time} AS "key at"`].join(', ')}
    FROM jsonb_populate_recordset(NULL::${quoteIdentifier(table.name)}, $${values.length + 1}::jsonb)
    WHERE ${sql} ORDER BY ${time}, id`;
  const wanted = {
    timeColumn,
    order: 'asc',
    from: microsecondsOf(from),
    until: microsecondsOf(until),
    after: undefined,
    equal: {},
  } as const;
  for (const { id } of await readArchivedPieces(archive, table.name, range)) {
    for await (const json of archive?.readRows(id, wanted, signal) ?? []) {
      const query = CompiledQuery.raw(text, [...values, json]);
      const { rows } = await runRead(
        { database },
        (reader) => reader.executeQuery<RawRow>(query),
        signal,
      );
      if (rows.length > 0) yield rows;
    }
  }
}
