import { callerLimits } from '@homepot/catalogue';
import { listPathOf } from './list-path.ts';
import type { Query, Transport } from './transport.ts';
import { readJson } from './transport.ts';

/** A row as the API returns it. */
export type Row = Readonly<Record<string, unknown>>;

/** One page of a list. */
export interface Page<R extends Row = Row> {
  readonly data: readonly R[];
  /** The cursor of the page after; null on the last one. */
  readonly next_cursor: string | null;
  /** With `include_archived`: where the rows of the page came from. */
  readonly sources?: readonly RowsSource[];
}

/** Rows of a page that came from one place: the database, or a file of the archive. */
interface RowsSource {
  readonly from: 'database' | 'archive';
  readonly part?: number;
  readonly file?: string;
  readonly rows: number;
}

/** A list that is read page by page, as far as the reader goes. */
export interface List<R extends Row = Row> {
  pages(): AsyncGenerator<Page<R>>;
  rows(): AsyncGenerator<R>;
}

/**
 * Creates the list of a table, by its name or list path. `parameters` are its filters, `start_date`,
 * `end_date`, `order`, `limit` (rows a page) and `cursor` (where to begin). Nothing is sent until it
 * is read.
 */
export function createList<R extends Row>(
  transport: Transport,
  table: string,
  parameters: Query,
  signal?: AbortSignal,
): List<R> {
  const path = listPathOf(table);
  async function* pages(): AsyncGenerator<Page<R>> {
    let cursor = parameters.cursor;
    do {
      const query: Query = { limit: callerLimits.listRowsMax, ...parameters, cursor };
      const page = readJson<Page<R>>(await transport({ method: 'GET', path, query, signal }));
      yield page;
      cursor = page.next_cursor;
    } while (cursor !== null && cursor !== undefined);
  }
  async function* rows(): AsyncGenerator<R> {
    for await (const page of pages()) yield* page.data;
  }
  return { pages, rows };
}
