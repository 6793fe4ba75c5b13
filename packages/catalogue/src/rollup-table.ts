import type { Column } from './column.ts';
import { bigint, bytea, double, smallint, timestamptz, uuid, varchar } from './column.ts';
import type { Dimension, Rollup, RollupInterval } from './rollup.ts';
import type { Table } from './table.ts';

const digits: Partial<Record<Dimension['as'], (column: string) => string>> = {
  status_class: () => 'Hundreds digit of the status.',
  presence: (column) => `1 where there is a ${column}, else 0.`,
  flag: (column) => `1 where ${column} is true, else 0.`,
  positive: (column) => `1 where ${column} is more than 0, else 0.`,
};

function dimensionColumn(rollup: Rollup, dimension: Dimension): Column {
  const { column, as } = dimension;
  const source = rollup.source.columns[column];
  const digit = digits[as];
  if (digit !== undefined) return smallint(digit(column));
  if (dimension.as === 'cut') {
    const { charactersMax } = dimension;
    return varchar(charactersMax, `The first ${charactersMax} characters of ${column}.`);
  }
  if (dimension.as === 'json_text') {
    const keys = dimension.keys.map((key) => `\`${key}\``).join(' or ');
    return varchar(dimension.charactersMax, `What ${column} says under ${keys}.`);
  }
  return varchar(source?.lengthMax ?? 255, source?.description ?? '');
}

const measured = (value: string): Record<string, Column> => ({
  [`${value}_count`]: bigint(`How many rows had a ${value}.`),
  [`${value}_sum`]: double(`Sum of ${value}.`),
  [`${value}_minimum`]: double(`Least ${value}.`, { nullable: true }),
  [`${value}_maximum`]: double(`Greatest ${value}.`, { nullable: true }),
  [`${value}_histogram`]: bytea(`Log-bucket histogram of ${value}.`),
});

/** The name of the table in which a rollup keeps its buckets of that length. */
export const rollupTableName = (rollup: Rollup, interval: RollupInterval): string =>
  `${rollup.name}_${interval}`;

/**
 * The table of a rollup for one length of bucket. An absent dimension value is the empty text or 0,
 * since it is part of the key. `writer` is the spool whose drain owns the row, so that no two
 * drains wait for each other.
 */
export function rollupTable(rollup: Rollup, interval: RollupInterval): Table {
  const dimensions = Object.entries(rollup.dimensions).map(
    ([name, dimension]) => [name, dimensionColumn(rollup, dimension)] as const,
  );
  return {
    name: rollupTableName(rollup, interval),
    kind: 'system',
    description: `${rollup.description} A bucket is a ${interval}.`,
    primaryKey: ['bucket', ...Object.keys(rollup.dimensions), 'writer'],
    indexes: rollup.indexes ?? [],
    unique: [],
    specialFilters: [],
    deviceMaySend: false,
    columns: {
      bucket: timestamptz('Start of the bucket.'),
      ...Object.fromEntries(dimensions),
      writer: uuid('The spool whose drain owns the row.'),
      count: bigint('How many rows.'),
      ...Object.assign({}, ...rollup.values.map(measured)),
    },
  };
}

/** The tables of a rollup, the finest first. */
export const rollupTables = (rollup: Rollup): readonly Table[] =>
  rollup.intervals.map((interval) => rollupTable(rollup, interval));
