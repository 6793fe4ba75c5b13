import type { AnswerOf, readOverview as contract } from '@homepot/catalogue';
import { percentOf } from '../reading/value-statistics.ts';
import type { TableCounts } from './table-counts.ts';

type Answer = AnswerOf<typeof contract>;

/** Rows of each table, beside those of the range before. */
export function showTables(
  counts: TableCounts,
  previous: TableCounts,
  minutes: number,
): Answer['tables'] {
  return Object.fromEntries(
    [...counts].map(([table, { count }]) => [
      table,
      { count, per_minute: count / minutes, previous: previous.get(table)?.count ?? 0 },
    ]),
  );
}

/** A share of the rows of a table, beside that of the range before. */
export function showRate(
  counts: TableCounts,
  previous: TableCounts,
  table: string,
): Answer['api_error_rate'] {
  const shareOf = (of: TableCounts) =>
    percentOf(of.get(table)?.hits ?? 0, of.get(table)?.judged ?? 0);
  return { value: shareOf(counts), previous: shareOf(previous) };
}
