import { limits } from '../../kernel/index.ts';
import type { Archive } from '../../retention/index.ts';
import type { Span } from './span.ts';

/** What exports take of the archive. */
export type ArchivedRows = Pick<Archive, 'list' | 'readRows'>;

/** A file of rows that are not in the database any more. */
export interface ArchivedPiece extends Span {
  readonly id: number;
  readonly file: string | null;
}

/** The files of a table with rows in a time, in order. A file that is damaged ends the export. */
export async function readArchivedPieces(
  archive: ArchivedRows | undefined,
  table: string,
  range: { readonly from: string; readonly until: string },
): Promise<readonly ArchivedPiece[]> {
  const pieces: ArchivedPiece[] = [];
  let cursor: string | undefined;
  while (archive !== undefined) {
    const page = await archive.list({
      table,
      state: 'archived',
      from: range.from,
      until: range.until,
      limit: limits.listRowsMax,
      cursor,
    });
    for (const { id, file, from, until, oldest, newest } of page.data) {
      const fromMs = Date.parse(oldest ?? from);
      const untilMs = Date.parse(newest ?? until) + 1;
      pieces.push({ id, file, fromMs, untilMs });
    }
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  return pieces.toSorted((a, b) => a.fromMs - b.fromMs);
}
