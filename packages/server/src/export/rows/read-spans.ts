import type { Table } from '@homepot/catalogue';
import { createPartitionKeeper } from '../../store/index.ts';
import { readArchivedPieces } from './archived-parts.ts';
import type { RowPlaces } from './read-all-rows.ts';
import type { Span } from './span.ts';

/**
 * The times of a table for which there may be rows: its partitions, and its files in the archive. A table without partitions may have
 * rows at any time. So nobody asks for a year day by day of which there are two weeks.
 */
export async function readSpans(
  { database, archive }: RowPlaces,
  { name, partition }: Table,
  range: { readonly from: string; readonly to: string },
): Promise<readonly Span[]> {
  if (partition === undefined) {
    return [{ fromMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY }];
  }
  const partitions = await createPartitionKeeper({ database }).list(name);
  const attached = partitions.filter(({ state }) => state === 'attached');
  const archived = await readArchivedPieces(archive, name, { from: range.from, until: range.to });
  return [...attached, ...archived].map(({ fromMs, untilMs }) => ({ fromMs, untilMs }));
}
