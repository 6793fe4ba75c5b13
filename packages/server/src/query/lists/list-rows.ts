import { limits } from '../../kernel/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import { readListPage } from './archived/read-list-page.ts';
import type { ShownSource } from './archived/show-sources.ts';
import { showSources } from './archived/show-sources.ts';
import { writeCursor } from './cursor.ts';
import { readListRequest } from './list-request.ts';
import type { Listing } from './listing.ts';
import type { Row } from './show-row.ts';

/** A page of a list as the API answers it. */
export interface ListAnswer {
  readonly data: readonly Row[];
  /** What to send as `cursor` for the next page; null after the last row. */
  readonly next_cursor: string | null;
  /** With `include_archived`: where the rows of the page came from. */
  readonly sources?: readonly ShownSource[];
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
  const max = { rows: request.limit ?? limits.listRowsDefault, bytes: limits.listPageBytesMax };
  const { rows, origins, next } = await readListPage(deps, request, max, signal);
  return {
    data: rows.map(listing.show),
    next_cursor: next === null ? null : writeCursor(request.scope, next),
    ...(request.includeArchived ? { sources: showSources(origins) } : {}),
  };
}
