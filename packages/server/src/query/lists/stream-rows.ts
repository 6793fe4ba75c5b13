import { limits } from '../../kernel/index.ts';
import { nextMicrosecond } from '../parameters/instant.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import { readListPage } from './archived/read-list-page.ts';
import { writeCsvHeader, writeCsvRow } from './csv.ts';
import type { ListRequest } from './list-request.ts';
import { readListRequest } from './list-request.ts';
import type { Listing } from './listing.ts';
import type { Page } from './read-page.ts';
import type { Row } from './show-row.ts';

export type StreamFormat = 'csv' | 'ndjson';

interface Writing {
  readonly header: (listing: Listing) => string;
  readonly row: (row: Row, listing: Listing) => string;
}

const writings: Readonly<Record<StreamFormat, Writing>> = {
  csv: {
    header: ({ columns }) => writeCsvHeader(columns),
    row: (row, { columns }) => writeCsvRow(row, columns),
  },
  ndjson: { header: () => '', row: (row) => `${JSON.stringify(row)}\n` },
};

type ReadSome = (request: ListRequest, rowsMax: number) => Promise<Page>;

function createPageReader(deps: QueryDeps, signal: AbortSignal | undefined): ReadSome {
  return (request, rowsMax) =>
    readListPage(deps, request, { rows: rowsMax, bytes: limits.streamPageBytesMax }, signal);
}

/**
 * An ascending list without an end would run after the rows that arrive while it is read, so it
 * ends with the instant that is the newest when it begins.
 */
async function closeRange(read: ReadSome, request: ListRequest): Promise<ListRequest> {
  const { listing, range, order } = request;
  const time = listing.table.timeColumn;
  if (order === 'desc' || range.to !== undefined || time === undefined) return request;
  const { rows } = await read({ ...request, order: 'desc', after: undefined }, 1);
  const newest = rows[0]?.[time];
  if (newest === undefined) return request;
  return { ...request, range: { ...range, to: nextMicrosecond(String(newest)) } };
}

async function* readPages(read: ReadSome, request: ListRequest): AsyncGenerator<Page, void> {
  const closed = await closeRange(read, request);
  let left = request.limit ?? Number.POSITIVE_INFINITY;
  let after = request.after;
  while (left > 0) {
    const page = await read({ ...closed, after }, Math.min(left, limits.streamPageRowsMax));
    yield page;
    if (page.next === null) return;
    after = page.next;
    left -= page.rows.length;
  }
}

async function* writePages(
  first: IteratorResult<Page, void>,
  rest: AsyncGenerator<Page, void>,
  listing: Listing,
  { header, row }: Writing,
): AsyncGenerator<string, void> {
  const write = ({ rows }: Page) => rows.map((each) => row(listing.show(each), listing)).join('');
  yield header(listing) + (first.done ? '' : write(first.value));
  for await (const page of rest) yield write(page);
}

/**
 * Reads a list as text, page by page as the reader takes it: all rows of the filter, or as many as
 * `limit` says. No connection is held between pages. The first page is read before this resolves,
 * so that what is wrong is thrown here as `listRows` throws it; what goes wrong later ends the
 * iteration with that error. The signal ends the query that is running.
 */
export async function streamRows(
  deps: QueryDeps,
  listing: Listing,
  parameters: Parameters,
  format: StreamFormat,
  signal?: AbortSignal,
): Promise<AsyncIterable<string>> {
  const request = readListRequest(listing, parameters, Number.MAX_SAFE_INTEGER);
  const pages = readPages(createPageReader(deps, signal), request);
  return writePages(await pages.next(), pages, listing, writings[format]);
}
