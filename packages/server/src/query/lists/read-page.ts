import type { RawBuilder, SelectQueryBuilder } from 'kysely';
import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { ReadSchema } from '../../store/index.ts';
import type { Instant } from '../parameters/instant.ts';
import { nextMicrosecond } from '../parameters/instant.ts';
import type { TimeRange } from '../parameters/time-range.ts';
import type { Reader } from '../run-read.ts';
import type { ArchiveReading } from './archived/archived-source.ts';
import { findArchivedSources } from './archived/archived-source.ts';
import { findDetached } from './archived/find-detached.ts';
import { mergeSources } from './archived/merge-sources.ts';
import type { FoundRow, RowOrigin, RowSource } from './archived/row-source.ts';
import type { Position } from './cursor.ts';
import type { ListRequest } from './list-request.ts';
import { readPartitionStarts } from './partition-starts.ts';
import type { Row } from './show-row.ts';
import { createTimeWindows } from './time-windows.ts';

/** Some rows of a list, and the place after which the next page begins; null after the last row. */
export interface Page {
  readonly rows: readonly Row[];
  /** Where each row came from. */
  readonly origins: readonly RowOrigin[];
  readonly next: Position | null;
}

type Selection = SelectQueryBuilder<ReadSchema, string, Row>;

const least = (a: Instant | undefined, b: Instant): Instant => (a !== undefined && a < b ? a : b);
const greatest = (a: Instant | undefined, b: Instant): Instant =>
  a !== undefined && a > b ? a : b;

/** The part of the range in which the rows after the cursor lie. */
function remainingRange({ range, order, after }: ListRequest): TimeRange {
  if (after === undefined || after.time === null) return range;
  return order === 'asc'
    ? { from: greatest(range.from, after.time), to: range.to }
    : { from: range.from, to: least(range.to, nextMicrosecond(after.time)) };
}

/** The columns that order the list, and the same of the row after which the page begins. */
function keyOf({ listing: { table }, after }: ListRequest) {
  const id = sql.ref(`${table.name}.id`);
  if (table.timeColumn === undefined) return { columns: [id], after: after && [sql`${after.id}`] };
  const time = sql.ref(`${table.name}.${table.timeColumn}`);
  return { columns: [time, id], after: after && [sql`${after.time}`, sql`${after.id}`] };
}

const row = (parts: readonly RawBuilder<unknown>[]) => sql`(${sql.join(parts)})`;

/** A request to a relation that has the columns of the table; the table itself unless it says so. */
interface PlacedRequest extends ListRequest {
  readonly relation?: string;
}

/** What a page may hold: whichever is reached first ends it. It has one row at least. */
export interface PageMax {
  readonly rows: number;
  /** Of the rows as JSON. */
  readonly bytes: number;
}

/** What the rows are read from, under the name of the table. */
const relationOf = ({ listing: { table }, relation = table.name }: PlacedRequest): string =>
  relation === table.name ? relation : `${relation} as ${table.name}`;

function filter(reader: Reader, request: PlacedRequest, window: TimeRange): Selection {
  const { listing, conditions, order } = request;
  const { columns, after } = keyOf(request);
  const time = sql.ref(`${listing.table.name}.${listing.table.timeColumn ?? 'id'}`);
  const comparison = sql.raw(order === 'asc' ? '>' : '<');
  const all = [
    ...conditions,
    ...(window.from === undefined ? [] : [sql<boolean>`${time} >= ${window.from}`]),
    ...(window.to === undefined ? [] : [sql<boolean>`${time} < ${window.to}`]),
    ...(after === undefined ? [] : [sql<boolean>`${row(columns)} ${comparison} ${row(after)}`]),
  ];
  return all.reduce(
    (query, condition) => query.where(condition),
    reader.selectFrom(relationOf(request)) as Selection,
  );
}

const orderBy = (query: Selection, request: ListRequest): Selection =>
  keyOf(request).columns.reduce((each, column) => each.orderBy(column, request.order), query);

/** The columns whose values may be long. */
const longTypes: ReadonlySet<string> = new Set(['jsonb', 'text', 'bytea']);
const longColumns = ({ listing: { table } }: ListRequest): readonly string[] =>
  Object.keys(table.columns).filter((name) => longTypes.has(table.columns[name]?.type ?? ''));

/** What the rows up to this one take in the database. */
const storedBytes = 'stored_bytes_so_far';

/**
 * Selects rows up to and with the one that passes `storedMax` bytes as PostgreSQL keeps them, which
 * it knows without opening the long values: those of the rows behind it are never read.
 */
function selectStored(reader: Reader, request: PlacedRequest, window: TimeRange, max: PageMax) {
  const { listing, order } = request;
  const { table } = listing;
  const sizes = longColumns(request).map(
    (name) => sql`coalesce(pg_column_size(${sql.ref(`${table.name}.${name}`)}), 0)`,
  );
  const size = sql`(${sql.join(sizes, sql` + `)})`;
  const direction = sql.raw(order);
  const keys = sql.join(keyOf(request).columns.map((column) => sql`${column} ${direction}`));
  const sized = orderBy(filter(reader, request, window), request)
    .selectAll(table.name)
    .select([
      sql<number>`${size}`.as('stored_bytes'),
      sql<number>`sum(${size}) over (order by ${keys} rows unbounded preceding)`.as(storedBytes),
    ])
    .limit(max.rows);
  const storedMax = Math.ceil(max.bytes / limits.listFetchesPerPage);
  const fetched = reader
    .selectFrom(sized.as(table.name))
    .select([...listing.selection, sql<number>`${sql.ref(storedBytes)}`.as(storedBytes)])
    .where(sql<boolean>`${sql.ref(storedBytes)} - stored_bytes <= ${storedMax}`);
  return orderBy(fetched, request);
}

/** Some rows of a window; `more` = there may be others behind them. */
interface Fetched {
  readonly rows: readonly Row[];
  readonly more: boolean;
}

async function fetchRows(
  reader: Reader,
  request: PlacedRequest,
  window: TimeRange,
  max: PageMax,
): Promise<Fetched> {
  if (longColumns(request).length === 0) {
    const query = orderBy(filter(reader, request, window), request);
    const rows = await query
      .select([...request.listing.selection])
      .limit(max.rows)
      .execute();
    return { rows, more: false };
  }
  const rows = await selectStored(reader, request, window, max).execute();
  const stored = Number(rows.at(-1)?.[storedBytes] ?? 0);
  return {
    rows: rows.map(({ [storedBytes]: _, ...shown }) => shown),
    more: stored > Math.ceil(max.bytes / limits.listFetchesPerPage),
  };
}

/** The rows of a window in the order of the list, fetched as they are taken. */
async function* readWindow(
  reader: Reader,
  request: PlacedRequest,
  window: TimeRange,
  max: PageMax,
): AsyncGenerator<Row, void> {
  let after = request.after;
  for (let left = max.rows; left > 0; ) {
    const asked = { ...request, after };
    const { rows, more } = await fetchRows(reader, asked, window, { ...max, rows: left });
    yield* rows;
    if (!more) return;
    left -= rows.length;
    after = positionOf(request, rows.at(-1)) ?? after;
  }
}

function positionOf({ listing: { table } }: ListRequest, row: Row | undefined): Position | null {
  if (row === undefined) return null;
  const time = table.timeColumn === undefined ? null : String(row[table.timeColumn]);
  return { time, id: Number(row.id) };
}

/** One window after another, as far as rows are taken. */
async function* readWindows(
  reader: Reader,
  request: ListRequest,
  max: PageMax,
  newest: Instant,
): AsyncGenerator<Row, void> {
  const timed = request.listing.table.timeColumn !== undefined;
  const starts = await readPartitionStarts(reader, request.listing.table);
  const range = timed ? remainingRange(request) : {};
  let left = max.rows;
  for (const window of createTimeWindows(range, request.order, starts, newest)) {
    for await (const each of readWindow(reader, request, window, { ...max, rows: left })) {
      left -= 1;
      yield each;
    }
    if (left <= 0) return;
  }
}

const inDatabase: RowOrigin = { kind: 'database' };

/** Rows of the table, those of partitions that are being taken out of it, and those of the archive. */
async function* readEverywhere(
  reader: Reader,
  request: ListRequest,
  max: PageMax,
  newest: Instant,
  reading: ArchiveReading,
): AsyncGenerator<FoundRow, void> {
  const { table } = request.listing;
  const range = remainingRange(request);
  const detached = await findDetached(reader, table);
  const sources: readonly RowSource[] = [
    { origin: inDatabase, first: undefined, read: () => readWindows(reader, request, max, newest) },
    ...detached.map((relation) => ({
      origin: inDatabase,
      first: undefined,
      read: () => readWindow(reader, { ...request, relation }, range, max),
    })),
    ...(await findArchivedSources(reader, request, reading)),
  ];
  yield* mergeSources(sources, table.timeColumn ?? 'id', request.order);
}

async function* readDatabase(
  reader: Reader,
  request: ListRequest,
  max: PageMax,
  newest: Instant,
): AsyncGenerator<FoundRow, void> {
  for await (const row of readWindows(reader, request, max, newest)) {
    yield { row, origin: inDatabase };
  }
}

/**
 * Reads the page of a list that begins after its cursor. It costs what it shows: the key finds the
 * first row, only partitions near the page are opened, and long values behind its end are not read.
 * `newest` is the instant around which the latest rows lie. With `reading`, rows that have left the
 * database are among them.
 */
export async function readPage(
  reader: Reader,
  request: ListRequest,
  max: PageMax,
  newest: Instant,
  reading?: ArchiveReading,
): Promise<Page> {
  const rows: Row[] = [];
  const origins: RowOrigin[] = [];
  let bytes = 0;
  // One row more than is shown tells whether there is a next page.
  const some = { ...max, rows: max.rows + 1 };
  const everywhere = reading !== undefined && request.listing.table.timeColumn !== undefined;
  const found = everywhere
    ? readEverywhere(reader, request, some, newest, reading)
    : readDatabase(reader, request, some, newest);
  for await (const { row, origin } of found) {
    bytes += Buffer.byteLength(JSON.stringify(request.listing.show(row)));
    const full = rows.length === max.rows || (rows.length > 0 && bytes > max.bytes);
    if (full) return { rows, origins, next: positionOf(request, rows.at(-1)) };
    rows.push(row);
    origins.push(origin);
  }
  return { rows, origins, next: null };
}
