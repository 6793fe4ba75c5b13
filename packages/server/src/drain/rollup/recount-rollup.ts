import type { Dimension, Rollup } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import type { Accumulator } from './accumulator.ts';
import { addRow, createAccumulator, mergeAccumulator } from './accumulator.ts';
import { bucketAtMs, bucketMicroseconds, bucketStartMs } from './rollup-bucket.ts';
import type { RollupEntry, StoredNumbers } from './rollup-statements.ts';
import { accumulatorOf } from './rollup-statements.ts';

/** Whole buckets, from the one that `fromMs` lies in to before the one that `toMs` lies in. */
export interface RollupRange {
  /** Milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** The rows of a rollup over all writers, by bucket and dimensions. */
export type RollupRows = ReadonlyMap<string, RollupEntry>;

/** The first and the last instant of a range, as SQL takes them. */
export function boundsOf(rollup: Rollup, range: RollupRange): readonly [string, string] {
  const startOf = (instantMs: number) =>
    new Date(bucketStartMs(rollup.interval, bucketAtMs(rollup.interval, instantMs))).toISOString();
  return [startOf(range.fromMs), startOf(range.toMs)];
}

function gather(rows: Map<string, RollupEntry>, bucket: number, dimensions: (string | number)[]) {
  const name = JSON.stringify([bucket, ...dimensions]);
  const known = rows.get(name);
  if (known !== undefined) return known.accumulator;
  const accumulator = createAccumulator();
  rows.set(name, { key: { bucket }, dimensions, accumulator });
  return accumulator;
}

const dimensionTexts: Readonly<Record<Dimension['as'], (column: string) => string>> = {
  value: (column) => `coalesce(${column}, '')`,
  status_class: (column) =>
    `CASE WHEN ${column} BETWEEN 100 AND 999 THEN ${column} / 100 ELSE 0 END`,
  presence: (column) => `(${column} IS NOT NULL)::integer`,
};

const dimensionText = ({ column, as }: Dimension): string => dimensionTexts[as](column);

/** The number of the bucket since 2000 of an instant, in SQL. */
function bucketText(rollup: Rollup, instant: string): string {
  const seconds = bucketMicroseconds[rollup.interval] / 1_000_000;
  return `floor((extract(epoch FROM ${instant}) - 946684800) / ${seconds})::bigint`;
}

function pageText(rollup: Rollup): string {
  const value = rollup.value === undefined ? 'NULL' : quoteIdentifier(rollup.value);
  return `SELECT "timestamp" AS at, id, ${bucketText(rollup, '"timestamp"')} AS bucket,
      jsonb_build_array(${Object.values(rollup.dimensions).map(dimensionText).join(', ')})
        AS dimensions,
      ${value}::double precision AS value
    FROM ${quoteIdentifier(rollup.source.name)}
    WHERE "timestamp" >= $1 AND "timestamp" < $2 AND ("timestamp", id) > ($3, $4)
    ORDER BY "timestamp", id LIMIT $5`;
}

interface RawRow {
  readonly at: string;
  readonly id: number;
  readonly bucket: number;
  readonly dimensions: (string | number)[];
  readonly value: number | null;
}

/** Counts again from the rows themselves, a page at a time. */
export async function recountRollup(
  transaction: Transaction,
  rollup: Rollup,
  range: RollupRange,
): Promise<RollupRows> {
  const rows = new Map<string, RollupEntry>();
  const text = pageText(rollup);
  const [from, to] = boundsOf(rollup, range);
  let last: Pick<RawRow, 'at' | 'id'> | undefined = { at: from, id: -1 };
  while (last !== undefined) {
    const page: RawRow[] = await transaction.query<RawRow>(text, [
      from,
      to,
      last.at,
      last.id,
      limits.recountRowsPerPageMax,
    ]);
    for (const { bucket, dimensions, value } of page) {
      addRow(gather(rows, bucket, dimensions), value ?? Number.NaN);
    }
    last = page.length < limits.recountRowsPerPageMax ? undefined : page.at(-1);
  }
  return rows;
}

/** Reads what the rollup's table says, all writers together. */
export async function readRollup(
  transaction: Transaction,
  rollup: Rollup,
  range: RollupRange,
): Promise<RollupRows> {
  const rows = new Map<string, RollupEntry>();
  const stored = await transaction.query<
    StoredNumbers & { bucket_number: number; dimensions: (string | number)[] }
  >(
    `SELECT *, ${bucketText(rollup, 'bucket')} AS bucket_number,
       jsonb_build_array(${Object.keys(rollup.dimensions).join(', ')}) AS dimensions
     FROM ${rollup.name} WHERE bucket >= $1 AND bucket < $2`,
    [...boundsOf(rollup, range)],
  );
  for (const { bucket_number, dimensions, ...numbers } of stored) {
    mergeAccumulator(gather(rows, bucket_number, dimensions), accumulatorOf(numbers));
  }
  return rows;
}

/** Sums are added in another order when they are recounted. */
const sumRelativeErrorMax = 1e-9;

/** Whether two accumulators have seen the same values. */
export function sameNumbers(a: Accumulator, b: Accumulator): boolean {
  const slack = sumRelativeErrorMax * Math.max(Math.abs(a.valueSum), Math.abs(b.valueSum));
  return (
    a.count === b.count &&
    a.valueCount === b.valueCount &&
    a.minimum === b.minimum &&
    a.maximum === b.maximum &&
    Math.abs(a.valueSum - b.valueSum) <= slack
  );
}
