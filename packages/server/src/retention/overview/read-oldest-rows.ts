import { retentionStories, tables } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';

/** The instant by which the rows of each table are aged, where it has one. */
const columnOf: ReadonlyMap<string, string> = new Map([
  ...tables.flatMap(({ name, timeColumn }) =>
    timeColumn === undefined ? [] : [[name, timeColumn] as const],
  ),
  ...[...retentionStories].flatMap(([name, story]) =>
    'timeColumn' in story ? [[name, story.timeColumn] as const] : [],
  ),
]);

const text = [...columnOf]
  .map(
    ([table, column], i) =>
      `SELECT ${i} AS place, (SELECT min(${quoteIdentifier(column)}) FROM ${quoteIdentifier(table)}) AS oldest`,
  )
  .join(' UNION ALL ');

const names = [...columnOf.keys()];

/** The oldest row of every table that has an instant, ISO 8601. */
export async function readOldestRows({
  query,
}: Pick<Transaction, 'query'>): Promise<ReadonlyMap<string, string | null>> {
  const rows = await query<{ place: number; oldest: string | null }>(text);
  return new Map(rows.map(({ place, oldest }) => [names[place] ?? '', oldest]));
}
