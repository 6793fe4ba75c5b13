import { limits } from '../../kernel/index.ts';
import { writeInstant } from '../parameters/instant.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import { runRead } from '../run-read.ts';
import { writeCursor } from './cursor.ts';
import { readListRequest } from './list-request.ts';
import type { Listing } from './listing.ts';
import { readPage } from './read-page.ts';
import type { Row } from './show-row.ts';

/** A page of a list as the API answers it. */
export interface ListAnswer {
  readonly data: readonly Row[];
  /** What to send as `cursor` for the next page; null after the last row. */
  readonly next_cursor: string | null;
}

/**
 * Reads one page of a list, `limit` rows of it (`listRowsDefault` unless given); a page of long rows
 * ends earlier, after `listPageBytesMax` bytes, and `next_cursor` leads on. Throws
 * filter_unknown, parameter_invalid, range_invalid, cursor_invalid, query_too_long or
 * database_unavailable.
 */
export async function listRows(
  deps: QueryDeps,
  listing: Listing,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<ListAnswer> {
  const request = readListRequest(listing, parameters);
  const newest = writeInstant(deps.clock.nowMs());
  const max = { rows: request.limit ?? limits.listRowsDefault, bytes: limits.listPageBytesMax };
  const { rows, next } = await runRead(
    deps,
    (reader) => readPage(reader, request, max, newest),
    signal,
  );
  return {
    data: rows.map(listing.show),
    next_cursor: next === null ? null : writeCursor(request.scope, next),
  };
}
