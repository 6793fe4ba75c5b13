import type { Column, ColumnType, Rollup, RollupInterval } from '@homepot/catalogue';
import { rollupTable } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';
import type { Accumulator, ValueAccumulator } from './accumulator.ts';
import { createAccumulator, mergeAccumulator } from './accumulator.ts';
import { decodeHistogram, encodeHistogram } from './histogram-codec.ts';
import { bucketStartMs } from './rollup-bucket.ts';

/** The bucket and dimensions of a row of a rollup's table, and its numbers. */
export interface RollupEntry {
  readonly key: { readonly bucket: number };
  readonly dimensions: readonly (string | number)[];
  readonly accumulator: Accumulator;
}

/** Reads and writes the rows of one table of a rollup that one writer owns. */
export interface RollupStatements {
  /** Adds what the database holds of these rows to their accumulators. */
  load(transaction: Transaction, entries: readonly RollupEntry[]): Promise<void>;
  /** Writes these rows as they are, over what the database holds. */
  store(transaction: Transaction, entries: readonly RollupEntry[]): Promise<void>;
}

/** One row of a rollup's table without its key, as PostgreSQL returns it: `count`, and five columns a value. */
export type StoredNumbers = Readonly<Record<string, unknown>>;

/** The accumulator that a stored row holds. */
export function accumulatorOf({ values }: Rollup, stored: StoredNumbers): Accumulator {
  const empty = createAccumulator(values.length);
  const kept = values.map((name, i): ValueAccumulator => {
    const nothing = empty.values[i];
    return {
      count: Number(stored[`${name}_count`]),
      sum: Number(stored[`${name}_sum`]),
      minimum: Number(stored[`${name}_minimum`] ?? nothing?.minimum),
      maximum: Number(stored[`${name}_maximum`] ?? nothing?.maximum),
      histogram: decodeHistogram(stored[`${name}_histogram`] as Buffer),
    };
  });
  return { count: Number(stored.count), values: kept };
}

type Cell = string | number | Buffer | null;

/** What stands in the columns of a value, by the end of their names. */
const valueCells: Readonly<Record<string, (value: ValueAccumulator) => Cell>> = {
  count: ({ count }) => count,
  sum: ({ sum }) => sum,
  minimum: ({ count, minimum }) => (count === 0 ? null : minimum),
  maximum: ({ count, maximum }) => (count === 0 ? null : maximum),
  histogram: ({ histogram }) => encodeHistogram(histogram),
};

interface NumberColumn {
  readonly name: string;
  readonly cell: (accumulator: Accumulator) => Cell;
}

/** The columns that are not part of the key, in the order of the table. */
function numberColumns({ values }: Rollup): readonly NumberColumn[] {
  const ofValues = values.flatMap((value, place) =>
    Object.entries(valueCells).map(([end, cell]) => ({
      name: `${value}_${end}`,
      cell: (accumulator: Accumulator) => {
        const known = accumulator.values[place];
        return known === undefined ? null : cell(known);
      },
    })),
  );
  return [{ name: 'count', cell: ({ count }) => count }, ...ofValues];
}

const sqlTypes: Partial<Record<ColumnType, string>> = { double: 'double precision' };

const arrayOf = ([, { type }]: readonly [string, Column], i: number): string =>
  `$${i + 2}::${sqlTypes[type] ?? type}[]`;

/** The columns of the key without the writer, which is the first parameter of every statement. */
function keyColumns(rollup: Rollup, interval: RollupInterval): [string, Column][] {
  const { columns } = rollupTable(rollup, interval);
  return Object.entries(columns).filter(
    ([name]) => name === 'bucket' || Object.hasOwn(rollup.dimensions, name),
  );
}

function keyArrays(
  rollup: Rollup,
  interval: RollupInterval,
  entries: readonly RollupEntry[],
): unknown[] {
  const buckets = entries.map(({ key }) =>
    new Date(bucketStartMs(interval, key.bucket)).toISOString(),
  );
  const dimensions = Object.keys(rollup.dimensions).map((_name, i) =>
    entries.map((entry) => entry.dimensions[i]),
  );
  return [buckets, ...dimensions];
}

/** One query for all rows: the place of each among those asked for, and its numbers. */
function loadText(rollup: Rollup, interval: RollupInterval): string {
  const keys = keyColumns(rollup, interval);
  const names = keys.map(([name]) => name);
  return `SELECT asked.place::integer, ${numberColumns(rollup)
    .map(({ name }) => `kept.${name}`)
    .join(', ')}
    FROM unnest(${keys.map(arrayOf).join(', ')})
      WITH ORDINALITY AS asked (${names.join(', ')}, place)
    JOIN ${rollupTable(rollup, interval).name} kept
      ON kept.writer = $1 AND ${names.map((name) => `kept.${name} = asked.${name}`).join(' AND ')}`;
}

function storeText(rollup: Rollup, interval: RollupInterval): string {
  const table = rollupTable(rollup, interval);
  const given = Object.entries(table.columns).filter(([name]) => name !== 'writer');
  const names = given.map(([name]) => name);
  const numbers = numberColumns(rollup).map(({ name }) => `${name} = EXCLUDED.${name}`);
  return `INSERT INTO ${table.name} (writer, ${names.join(', ')})
    SELECT $1::uuid, ${names.join(', ')}
    FROM unnest(${given.map(arrayOf).join(', ')}) AS given (${names.join(', ')})
    ON CONFLICT (${table.primaryKey.join(', ')}) DO UPDATE SET ${numbers.join(', ')}`;
}

/** Creates the statements of one table of a rollup for one writer (the id of its spool). */
export function createRollupStatements(
  rollup: Rollup,
  interval: RollupInterval,
  writer: string,
): RollupStatements {
  const loading = loadText(rollup, interval);
  const storing = storeText(rollup, interval);
  const columns = numberColumns(rollup);
  return {
    async load(transaction, entries) {
      if (entries.length === 0) return;
      const rows = await transaction.query<StoredNumbers & { place: number }>(loading, [
        writer,
        ...keyArrays(rollup, interval, entries),
      ]);
      for (const { place, ...stored } of rows) {
        const entry = entries[place - 1];
        if (entry !== undefined) mergeAccumulator(entry.accumulator, accumulatorOf(rollup, stored));
      }
    },
    async store(transaction, entries) {
      if (entries.length === 0) return;
      const numbers = columns.map(({ cell }) =>
        entries.map(({ accumulator }) => cell(accumulator)),
      );
      await transaction.query(storing, [
        writer,
        ...keyArrays(rollup, interval, entries),
        ...numbers,
      ]);
    },
  };
}
