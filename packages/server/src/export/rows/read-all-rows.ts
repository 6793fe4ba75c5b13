import type { Database } from '../../store/index.ts';
import type { ArchivedRows } from './archived-parts.ts';
import { readArchivedRows } from './read-archived-rows.ts';
import type { ReadRowsOptions } from './read-rows.ts';
import { readRows } from './read-rows.ts';
import type { RawRow, RowRange } from './row-range.ts';

/** Where rows are. */
export interface RowPlaces {
  readonly database: Database;
  readonly archive?: ArchivedRows | undefined;
}

/**
 * Reads the rows of a range wherever they are, those of the archive first. A hold keeps retention away
 * from the range, so that no row goes from one to the other meanwhile.
 */
export async function* readAllRows(
  places: RowPlaces,
  range: RowRange,
  options: ReadRowsOptions,
): AsyncGenerator<readonly RawRow[]> {
  yield* readArchivedRows(places, range, options);
  yield* readRows(places.database, range, options);
}
