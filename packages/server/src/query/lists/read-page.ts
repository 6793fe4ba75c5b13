import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Instant } from '../parameters/instant.ts';
import { nextMicrosecond } from '../parameters/instant.ts';
import type { TimeRange } from '../parameters/time-range.ts';
import type { Reader } from '../run-read.ts';
import type { Position } from './cursor.ts';
import type { ListRequest } from './list-request.ts';
import { readPartitionStarts } from './partition-starts.ts';
import type { Row } from './show-row.ts';
import { createTimeWindows } from './time-windows.ts';

/** Some rows of a list, and the place after which the next page begins; null after the last row. */
export interface Page {
  readonly rows: readonly Row[];
  readonly next: Position | null;
}

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

function selectWindow(reader: Reader, request: ListRequest, window: TimeRange, rowsMax: number) {
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
  const filtered = all.reduce(
    (query, condition) => query.where(condition),
    reader.selectFrom(listing.table.name).select([...listing.selection]),
  );
  return columns.reduce((query, column) => query.orderBy(column, order), filtered).limit(rowsMax);
}

function positionOf({ listing: { table } }: ListRequest, row: Row | undefined): Position | null {
  if (row === undefined) return null;
  const time = table.timeColumn === undefined ? null : String(row[table.timeColumn]);
  return { time, id: Number(row.id) };
}

/**
 * Reads the page of a list that begins after its cursor, with at most `rowsMax` rows. It costs what
 * it shows: the key finds the first row, and only partitions near the page are opened. `newest` is
 * the instant around which the latest rows lie.
 */
export async function readPage(
  reader: Reader,
  request: ListRequest,
  rowsMax: number,
  newest: Instant,
): Promise<Page> {
  const timed = request.listing.table.timeColumn !== undefined;
  const starts = await readPartitionStarts(reader, request.listing.table);
  const range = timed ? remainingRange(request) : {};
  const rows: Row[] = [];
  // One row more than is shown tells whether there is a next page.
  for (const window of createTimeWindows(range, request.order, starts, newest)) {
    const left = rowsMax + 1 - rows.length;
    rows.push(...(await selectWindow(reader, request, window, left).execute()));
    if (rows.length > rowsMax) break;
  }
  const shown = rows.slice(0, rowsMax);
  return { rows: shown, next: rows.length > rowsMax ? positionOf(request, shown.at(-1)) : null };
}
