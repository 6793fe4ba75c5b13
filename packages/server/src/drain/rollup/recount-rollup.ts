import type { Dimension, Rollup, RollupInterval } from '@homepot/catalogue';
import { rollupTableName } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import type { Accumulator, ValueAccumulator } from './accumulator.ts';
import { addValue, createAccumulator, mergeAccumulator } from './accumulator.ts';
import { bucketMicroseconds, coarserBucket, finestOf } from './rollup-bucket.ts';
import type { RollupEntry, StoredNumbers } from './rollup-statements.ts';
import { accumulatorOf } from './rollup-statements.ts';

/** Whole days, from the one that `fromMs` lies in to before the one that `toMs` lies in. */
export interface RollupRange {
  /** Milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** The rows of one table of a rollup over all writers, by bucket and dimensions. */
export type RollupRows = ReadonlyMap<string, RollupEntry>;

const dayMs = 86_400_000;
const dayOf = (instantMs: number): string =>
  new Date(Math.floor(instantMs / dayMs) * dayMs).toISOString();

/** The first and the last instant of a range, as SQL takes them. */
export const boundsOf = (range: RollupRange): readonly [string, string] => [
  dayOf(range.fromMs),
  dayOf(range.toMs),
];

function gather(
  rows: Map<string, RollupEntry>,
  bucket: number,
  dimensions: readonly (string | number)[],
  values: number,
): Accumulator {
  const name = JSON.stringify([bucket, ...dimensions]);
  const known = rows.get(name);
  if (known !== undefined) return known.accumulator;
  const accumulator = createAccumulator(values);
  rows.set(name, { key: { bucket }, dimensions, accumulator });
  return accumulator;
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function dimensionText(dimension: Dimension): string {
  const column = quoteIdentifier(dimension.column);
  switch (dimension.as) {
    case 'value':
      return `coalesce(${column}, '')`;
    case 'status_class':
      return `CASE WHEN ${column} BETWEEN 100 AND 999 THEN ${column} / 100 ELSE 0 END`;
    case 'presence':
      return `(${column} IS NOT NULL)::integer`;
    case 'flag':
      return `coalesce(${column}, false)::integer`;
    case 'positive':
      return `(coalesce(${column}, 0) > 0)::integer`;
    case 'cut':
      return `coalesce(left(${column}, ${dimension.charactersMax}), '')`;
    case 'json_text': {
      const cases = dimension.keys.map(literal).map(
        (key) => `WHEN jsonb_typeof(${column} -> ${key}) = 'string'
          THEN left(${column} ->> ${key}, ${dimension.charactersMax})`,
      );
      return `CASE ${cases.join(' ')} ELSE '' END`;
    }
  }
}

/** The number of the bucket since 2000 of an instant, in SQL. */
function bucketText(interval: RollupInterval, instant: string): string {
  const seconds = bucketMicroseconds[interval] / 1_000_000;
  return `floor((extract(epoch FROM ${instant}) - 946684800) / ${seconds})::bigint`;
}

function conditionText({ where }: Rollup): string {
  if (where === undefined) return '';
  const column = quoteIdentifier(where.column);
  return where.equals === undefined
    ? `AND ${column} IS NOT NULL`
    : `AND ${column} = ${literal(where.equals)}`;
}

function pageText(rollup: Rollup): string {
  const values = rollup.values.map(
    (value, i) => `, ${quoteIdentifier(value)}::double precision AS value_${i}`,
  );
  return `SELECT "timestamp" AS at, id, ${bucketText(finestOf(rollup), '"timestamp"')} AS bucket,
      jsonb_build_array(${Object.values(rollup.dimensions).map(dimensionText).join(', ')})
        AS dimensions ${values.join('')}
    FROM ${quoteIdentifier(rollup.source.name)}
    WHERE "timestamp" >= $1 AND "timestamp" < $2 AND ("timestamp", id) > ($3, $4)
      ${conditionText(rollup)}
    ORDER BY "timestamp", id LIMIT $5`;
}

interface RawRow {
  readonly at: string;
  readonly id: number;
  readonly bucket: number;
  readonly dimensions: (string | number)[];
  readonly [value: `value_${number}`]: number | null;
}

function addRawRow(rows: Map<string, RollupEntry>, rollup: Rollup, row: RawRow): void {
  const into = gather(rows, row.bucket, row.dimensions, rollup.values.length);
  into.count += 1;
  for (const [i, known] of into.values.entries()) addValue(known, row[`value_${i}`] ?? Number.NaN);
}

/** Counts again from the rows themselves, a page at a time, into buckets of the finest interval. */
export async function recountRollup(
  transaction: Transaction,
  rollup: Rollup,
  range: RollupRange,
): Promise<RollupRows> {
  const rows = new Map<string, RollupEntry>();
  const text = pageText(rollup);
  const [from, to] = boundsOf(range);
  let last: Pick<RawRow, 'at' | 'id'> | undefined = { at: from, id: -1 };
  while (last !== undefined) {
    const page: RawRow[] = await transaction.query<RawRow>(text, [
      from,
      to,
      last.at,
      last.id,
      limits.recountRowsPerPageMax,
    ]);
    for (const row of page) addRawRow(rows, rollup, row);
    last = page.length < limits.recountRowsPerPageMax ? undefined : page.at(-1);
  }
  return rows;
}

/** What a recount says in buckets of another interval. */
export function coarsen(counted: RollupRows, rollup: Rollup, interval: RollupInterval): RollupRows {
  const finest = finestOf(rollup);
  if (interval === finest) return counted;
  const rows = new Map<string, RollupEntry>();
  for (const { key, dimensions, accumulator } of counted.values()) {
    const bucket = coarserBucket(finest, interval, key.bucket);
    mergeAccumulator(gather(rows, bucket, dimensions, rollup.values.length), accumulator);
  }
  return rows;
}

/** Reads what a table of the rollup says, all writers together. */
export async function readRollup(
  transaction: Transaction,
  rollup: Rollup,
  interval: RollupInterval,
  range: RollupRange,
): Promise<RollupRows> {
  const rows = new Map<string, RollupEntry>();
  const stored = await transaction.query<
    StoredNumbers & { bucket_number: number; dimensions: (string | number)[] }
  >(
    `SELECT *, ${bucketText(interval, 'bucket')} AS bucket_number,
       jsonb_build_array(${Object.keys(rollup.dimensions).join(', ')}) AS dimensions
     FROM ${rollupTableName(rollup, interval)} WHERE bucket >= $1 AND bucket < $2`,
    [...boundsOf(range)],
  );
  for (const { bucket_number, dimensions, ...numbers } of stored) {
    const into = gather(rows, bucket_number, dimensions, rollup.values.length);
    mergeAccumulator(into, accumulatorOf(rollup, numbers));
  }
  return rows;
}

/** Sums are added in another order when they are recounted. */
const sumRelativeErrorMax = 1e-9;

function sameValues(a: ValueAccumulator, b: ValueAccumulator | undefined): boolean {
  if (b === undefined) return false;
  const slack = sumRelativeErrorMax * Math.max(Math.abs(a.sum), Math.abs(b.sum));
  return (
    a.count === b.count &&
    a.minimum === b.minimum &&
    a.maximum === b.maximum &&
    Math.abs(a.sum - b.sum) <= slack
  );
}

/** Whether two accumulators have seen the same values. */
export const sameNumbers = (a: Accumulator, b: Accumulator): boolean =>
  a.count === b.count && a.values.every((value, i) => sameValues(value, b.values[i]));
