import type { Column, ColumnType, Rollup } from '@homepot/catalogue';
import { rollupTable } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';
import type { Accumulator } from './accumulator.ts';
import { createAccumulator, mergeAccumulator } from './accumulator.ts';
import { decodeHistogram, encodeHistogram } from './histogram-codec.ts';
import { bucketStartMs } from './rollup-bucket.ts';

/** The bucket and dimensions of a row of a rollup's table, and its numbers. */
export interface RollupEntry {
  readonly key: { readonly bucket: number };
  readonly dimensions: readonly (string | number)[];
  readonly accumulator: Accumulator;
}

/** Reads and writes the rows of one rollup that one writer owns. */
export interface RollupStatements {
  /** Adds what the database holds of these rows to their accumulators. */
  load(transaction: Transaction, entries: readonly RollupEntry[]): Promise<void>;
  /** Writes these rows as they are, over what the database holds. */
  store(transaction: Transaction, entries: readonly RollupEntry[]): Promise<void>;
}

/** One row of a rollup's table without its key, as PostgreSQL returns it. */
export interface StoredNumbers {
  readonly count: number;
  readonly value_count?: number;
  readonly value_sum?: number;
  readonly value_minimum?: number | null;
  readonly value_maximum?: number | null;
  readonly histogram?: Buffer;
}

/** The accumulator that a stored row holds. */
export function accumulatorOf(stored: StoredNumbers): Accumulator {
  const accumulator = createAccumulator();
  return {
    count: stored.count,
    valueCount: stored.value_count ?? 0,
    valueSum: stored.value_sum ?? 0,
    minimum: stored.value_minimum ?? accumulator.minimum,
    maximum: stored.value_maximum ?? accumulator.maximum,
    histogram:
      stored.histogram === undefined ? accumulator.histogram : decodeHistogram(stored.histogram),
  };
}

type Cell = string | number | Buffer | null;

/** What stands in each column that is not part of the key. */
const numberCells: Readonly<Record<string, (accumulator: Accumulator) => Cell>> = {
  count: ({ count }) => count,
  value_count: ({ valueCount }) => valueCount,
  value_sum: ({ valueSum }) => valueSum,
  value_minimum: ({ valueCount, minimum }) => (valueCount === 0 ? null : minimum),
  value_maximum: ({ valueCount, maximum }) => (valueCount === 0 ? null : maximum),
  histogram: ({ histogram }) => encodeHistogram(histogram),
};

const sqlTypes: Partial<Record<ColumnType, string>> = { double: 'double precision' };

const arrayOf = ([, { type }]: readonly [string, Column], i: number): string =>
  `$${i + 2}::${sqlTypes[type] ?? type}[]`;

/** The columns of the key without the writer, which is the first parameter of every statement. */
function keyColumns(rollup: Rollup): [string, Column][] {
  const { columns } = rollupTable(rollup);
  return Object.entries(columns).filter(
    ([name]) => name === 'bucket' || Object.hasOwn(rollup.dimensions, name),
  );
}

function keyArrays(rollup: Rollup, entries: readonly RollupEntry[]): unknown[] {
  const buckets = entries.map(({ key }) =>
    new Date(bucketStartMs(rollup.interval, key.bucket)).toISOString(),
  );
  const dimensions = Object.keys(rollup.dimensions).map((_name, i) =>
    entries.map((entry) => entry.dimensions[i]),
  );
  return [buckets, ...dimensions];
}

/** One query for all rows: the place of each among those asked for, and its numbers. */
function loadText(rollup: Rollup): string {
  const keys = keyColumns(rollup);
  const names = keys.map(([name]) => name);
  const numbers = Object.keys(rollupTable(rollup).columns).filter((name) => name in numberCells);
  return `SELECT asked.place::integer, ${numbers.map((name) => `kept.${name}`).join(', ')}
    FROM unnest(${keys.map(arrayOf).join(', ')})
      WITH ORDINALITY AS asked (${names.join(', ')}, place)
    JOIN ${rollup.name} kept
      ON kept.writer = $1 AND ${names.map((name) => `kept.${name} = asked.${name}`).join(' AND ')}`;
}

function storeText(rollup: Rollup): string {
  const table = rollupTable(rollup);
  const given = Object.entries(table.columns).filter(([name]) => name !== 'writer');
  const names = given.map(([name]) => name);
  const numbers = names.filter((name) => name in numberCells);
  return `INSERT INTO ${rollup.name} (writer, ${names.join(', ')})
    SELECT $1::uuid, ${names.join(', ')}
    FROM unnest(${given.map(arrayOf).join(', ')}) AS given (${names.join(', ')})
    ON CONFLICT (${table.primaryKey.join(', ')})
    DO UPDATE SET ${numbers.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`;
}

/** Creates the statements of a rollup for one writer (the id of its spool). */
export function createRollupStatements(rollup: Rollup, writer: string): RollupStatements {
  const loading = loadText(rollup);
  const storing = storeText(rollup);
  const cells = Object.entries(numberCells).filter(([name]) => name in rollupTable(rollup).columns);
  return {
    async load(transaction, entries) {
      if (entries.length === 0) return;
      const rows = await transaction.query<StoredNumbers & { place: number }>(loading, [
        writer,
        ...keyArrays(rollup, entries),
      ]);
      for (const { place, ...stored } of rows) {
        const entry = entries[place - 1];
        if (entry !== undefined) mergeAccumulator(entry.accumulator, accumulatorOf(stored));
      }
    },
    async store(transaction, entries) {
      if (entries.length === 0) return;
      const numbers = cells.map(([, cell]) => entries.map(({ accumulator }) => cell(accumulator)));
      await transaction.query(storing, [writer, ...keyArrays(rollup, entries), ...numbers]);
    },
  };
}
