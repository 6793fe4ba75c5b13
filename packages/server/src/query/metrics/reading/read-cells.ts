import { provenances } from '@homepot/catalogue';
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { limits } from '../../../kernel/index.ts';
import type { Condition } from '../../lists/condition.ts';
import type { Reader } from '../../run-read.ts';
import type { CellSet } from './cell-set.ts';
import type { RollupRequest } from './rollup-request.ts';
import type { RollupPart } from './rollup-rows.ts';
import { bucketIn } from './rollup-rows.ts';

/** What is read of a rollup, and by what it is added up. */
export interface CellRequest extends RollupRequest {
  /** Whose sums and histograms are read. */
  readonly value: string;
  /** The dimension that says how source rows ended; it is kept apart in every set. */
  readonly end?: string;
  /** Those that have a series have the same one. */
  readonly sets: readonly CellSet[];
  /** Whether source rows are counted by their origin too. */
  readonly byOrigin?: boolean;
}

/** What PostgreSQL added up of one page of rows, for one group and one end. */
export interface Cell {
  /** Which set it belongs to, as `maskOf` numbers it. */
  readonly mask: number;
  /** Rows of the rollup that went into it. */
  readonly rows: number;
  readonly series_bucket?: string | null;
  /** Null where there is no dimension that says how rows ended. */
  readonly ended: string | null;
  readonly count: number;
  readonly measured: number;
  readonly sum: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Histograms one behind the other, in base64, which is a third shorter than PostgreSQL's text of bytes. */
  readonly histograms: string;
  /** The dimensions of its set, and `of_<provenance>` where asked for: source rows by origin. */
  readonly [name: string]: unknown;
}

const reference = (name: string) => sql.ref(name);
const list = (parts: readonly RawBuilder<unknown>[]) => sql.join(parts);

const seriesOf = ({ sets }: CellRequest) => sets.find((set) => set.series !== undefined)?.series;

/** The columns of a set; the bucket of the series goes before its dimensions. */
const keysOf = ({ series, names }: CellSet): readonly string[] =>
  series === undefined ? names : ['series_bucket', ...names];

/** Every column by which some set is grouped. */
const allKeys = ({ sets }: CellRequest): readonly string[] => [...new Set(sets.flatMap(keysOf))];

/** How PostgreSQL numbers a set: a bit for each column that it leaves out, the first one the highest. */
export function maskOf(request: CellRequest, set: CellSet): number {
  const own = keysOf(set);
  return allKeys(request).reduce((mask, key) => mask * 2 + Number(!own.includes(key)), 0);
}

/** The columns that a page reads: bucket of the series, dimensions, end, origin, numbers. */
function pageColumns(request: CellRequest): RawBuilder<unknown> {
  const series = seriesOf(request);
  const { end, value } = request;
  const numbers = ['count', 'sum', 'minimum', 'maximum', 'histogram'].map((name) =>
    reference(`${value}_${name}`),
  );
  return list([
    ...(series === undefined ? [] : [sql`${bucketIn(series)} as series_bucket`]),
    ...allKeys(request)
      .filter((key) => key !== 'series_bucket')
      .map(reference),
    ...(end === undefined ? [] : [sql`${reference(end)} as ended`]),
    ...['provenance', 'count'].map(reference),
    ...numbers,
  ]);
}

const originSums = provenances.map(
  (name) =>
    sql`coalesce(sum(count) filter (where provenance = ${sql.lit(name)}), 0)::bigint as ${sql.ref(`of_${name}`)}`,
);

function cellColumns(request: CellRequest) {
  const { value, end, byOrigin = false } = request;
  const keys = allKeys(request).map(reference);
  return list([
    keys.length === 0 ? sql`0 as mask` : sql`grouping(${list(keys)})::integer as mask`,
    ...keys,
    end === undefined ? sql`null as ended` : sql`ended::text as ended`,
    sql`count(*)::integer as rows`,
    sql`sum(count)::bigint as count`,
    sql`sum(${reference(`${value}_count`)})::bigint as measured`,
    sql`sum(${reference(`${value}_sum`)}) as sum`,
    sql`min(${reference(`${value}_minimum`)}) as minimum`,
    sql`max(${reference(`${value}_maximum`)}) as maximum`,
    sql`encode(string_agg(${reference(`${value}_histogram`)}, ''::bytea), 'base64') as histograms`,
    ...(byOrigin ? originSums : []),
  ]);
}

function groupingSets({ sets, end }: CellRequest): RawBuilder<unknown> {
  const texts = sets.map((set) => {
    const columns = [...keysOf(set), ...(end === undefined ? [] : ['ended'])].map(reference);
    return columns.length === 0 ? sql`()` : sql`(${list(columns)})`;
  });
  return list(texts);
}

/** Adds up the rows of a part that a condition and an end leave over. */
async function readSome(
  reader: Reader,
  request: CellRequest,
  { table, condition }: RollupPart,
  rest: RawBuilder<unknown>,
): Promise<readonly Cell[]> {
  const { rows } = await sql<Cell>`
    select ${cellColumns(request)}
    from (select ${pageColumns(request)} from ${sql.table(table)} where ${condition} ${rest}) as page
    group by grouping sets (${groupingSets(request)})`.execute(reader);
  return rows;
}

/** A page of a part, in the order of the key. */
const readPage = (
  reader: Reader,
  request: CellRequest,
  part: RollupPart,
  key: readonly string[],
  after: Condition,
) =>
  readSome(
    reader,
    request,
    part,
    sql`and ${after} order by ${list(key.map(reference))} limit ${limits.rollupPageRowsMax}`,
  );

/** The condition that leaves out the rows of a page that was full. */
async function afterPage(
  reader: Reader,
  { table, condition }: RollupPart,
  key: readonly string[],
  after: Condition,
): Promise<Condition> {
  const columns = list(key.map(reference));
  const { rows } = await sql<Record<string, unknown>>`
    select ${columns} from ${sql.table(table)} where ${condition} and ${after}
    order by ${columns} offset ${limits.rollupPageRowsMax - 1} limit 1`.execute(reader);
  const place = list(key.map((name) => sql`${rows[0]?.[name]}`));
  return sql<boolean>`(${columns}) > (${place})`;
}

const everyRow = sql<boolean>`true`;

const keyOf = ({ rollup }: CellRequest): readonly string[] => [
  'bucket',
  ...Object.keys(rollup.dimensions),
  'writer',
];

/** A part, and all its cells where they could be read at once. */
interface BegunPart {
  readonly part: RollupPart;
  readonly whole: readonly Cell[] | undefined;
}

/** The rows of the rollup that went into these cells. */
function countRows(request: CellRequest, cells: readonly Cell[]): number {
  const [first = { names: [] }] = request.sets;
  const mask = maskOf(request, first);
  return cells.reduce((sum, cell) => sum + (cell.mask === mask ? cell.rows : 0), 0);
}

/**
 * Reads a part at once, unless it has more rows than a page. Without the order of the key PostgreSQL
 * takes the rows as they lie in the table, which is much faster than to look each of them up.
 */
export async function beginCells(
  reader: Reader,
  request: CellRequest,
  part: RollupPart,
): Promise<BegunPart> {
  const cells = await readSome(reader, request, part, sql`limit ${limits.rollupPageRowsMax + 1}`);
  const isWhole = countRows(request, cells) <= limits.rollupPageRowsMax;
  return { part, whole: isWhole ? cells : undefined };
}

/**
 * Has PostgreSQL add up the rows of one part, `rollupPageRowsMax` at a time in the order of their
 * key, so that memory does not grow with the range. The same group comes again on every page.
 */
export async function* readCells(
  reader: Reader,
  request: CellRequest,
  { part, whole }: BegunPart,
): AsyncGenerator<readonly Cell[], void> {
  if (whole !== undefined) {
    yield whole;
    return;
  }
  const key = keyOf(request);
  let after: Condition = everyRow;
  while (true) {
    const cells = await readPage(reader, request, part, key, after);
    yield cells;
    if (countRows(request, cells) < limits.rollupPageRowsMax) return;
    after = await afterPage(reader, part, key, after);
  }
}
