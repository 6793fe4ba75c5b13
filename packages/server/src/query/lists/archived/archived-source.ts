import { sql } from 'kysely';
import { HomepotError, limits } from '../../../kernel/index.ts';
import type { ArchivedRows, WantedRows } from '../../archived-rows.ts';
import type { Instant } from '../../parameters/instant.ts';
import { instantMs } from '../../parameters/instant.ts';
import type { Reader } from '../../run-read.ts';
import type { ListRequest } from '../list-request.ts';
import type { Row } from '../show-row.ts';
import type { RowSource } from './row-source.ts';

interface PartRow {
  readonly id: number;
  readonly object_key: string;
  readonly oldest: Instant;
  readonly newest: Instant;
}

/** What reading archived rows takes besides the database. */
export interface ArchiveReading {
  readonly archive: ArchivedRows;
  readonly signal: AbortSignal | undefined;
  /** After which the caller has waited long enough. */
  readonly isLate: () => boolean;
}

const micros = (instant: Instant): bigint =>
  BigInt(instantMs(instant)) * 1_000n + BigInt(instant.slice(23, 26));

function wantedOf({ listing, range, order, after, equal }: ListRequest, timeColumn: string) {
  const { columns } = listing.table;
  return {
    timeColumn,
    order,
    from: range.from === undefined ? undefined : micros(range.from),
    until: range.to === undefined ? undefined : micros(range.to),
    after:
      after === undefined || after.time === null
        ? undefined
        : { micros: micros(after.time), id: BigInt(after.id) },
    equal: Object.fromEntries(Object.entries(equal).filter(([name]) => name in columns)),
  } satisfies WantedRows;
}

/**
 * Compares rows of a file with the filters of the list, and shows them as the list does: PostgreSQL
 * does both, as if the rows stood in the table. So every filter means the same in both places.
 */
async function filterRows(reader: Reader, request: ListRequest, json: string): Promise<Row[]> {
  const { listing, conditions, order } = request;
  const { table, selection } = listing;
  const rows = sql<Row>`jsonb_populate_recordset(null::${sql.table(table.name)}, ${json}::jsonb)`;
  const time = sql.ref(`${table.name}.${table.timeColumn ?? 'id'}`);
  const direction = sql.raw(order);
  const where =
    conditions.length === 0 ? sql`` : sql` where ${sql.join([...conditions], sql` and `)}`;
  const id = sql.ref(`${table.name}.id`);
  const { rows: found } = await sql<Row>`select ${sql.join([...selection])}
    from ${rows} as ${sql.table(table.name)}${where}
    order by ${time} ${direction}, ${id} ${direction}`.execute(reader);
  return found;
}

async function* readPart(
  reader: Reader,
  request: ListRequest,
  part: PartRow,
  timeColumn: string,
  { archive, signal, isLate }: ArchiveReading,
): AsyncGenerator<Row, void> {
  for await (const json of archive.readRows(part.id, wantedOf(request, timeColumn), signal)) {
    yield* await filterRows(reader, request, json);
    if (!isLate()) continue;
    throw new HomepotError('query_too_long', {
      message: `Archived rows were read for longer than ${limits.queryMillisecondsMax / 1_000} s`,
    });
  }
}

/** The parts with rows of the range whose rows are in the archive alone, as the reader's instant knows them. */
export async function findArchivedSources(
  reader: Reader,
  request: ListRequest,
  reading: ArchiveReading,
): Promise<readonly RowSource[]> {
  const { listing, range, order, after } = request;
  const { name, timeColumn } = listing.table;
  if (timeColumn === undefined) return [];
  const bounds = order === 'asc' ? { least: after?.time } : { greatest: after?.time };
  const { least = null, greatest = null } = { least: null, greatest: null, ...bounds };
  const { rows: parts } = await sql<PartRow>`
    select id, object_key, oldest, newest from archive_parts
    where table_name = ${name} and state = 'archived' and row_count > 0
      and (${range.from ?? null}::timestamptz is null or newest >= ${range.from ?? null})
      and (${range.to ?? null}::timestamptz is null or oldest < ${range.to ?? null})
      and (${least}::timestamptz is null or newest >= ${least})
      and (${greatest}::timestamptz is null or oldest <= ${greatest})`.execute(reader);
  return parts.map((part) => ({
    origin: { kind: 'archive', part: part.id, file: part.object_key },
    first: order === 'asc' ? part.oldest : part.newest,
    read: () => readPart(reader, request, part, timeColumn, reading),
  }));
}
