import type { Column } from './column.ts';
import { bigint, bytea, double, smallint, timestamptz, uuid, varchar } from './column.ts';
import type { Dimension, Rollup } from './rollup.ts';
import type { Table } from './table.ts';

function dimensionColumn(rollup: Rollup, dimension: Dimension): Column {
  if (dimension.as === 'status_class') return smallint('Hundreds digit of the status.');
  if (dimension.as === 'presence')
    return smallint(`1 where there is a ${dimension.column}, else 0.`);
  const source = rollup.source.columns[dimension.column];
  return varchar(source?.lengthMax ?? 255, source?.description ?? '');
}

const counted = { count: bigint('How many rows.') };

const measured = {
  value_count: bigint('How many rows had a value.'),
  value_sum: double('Sum of the values.'),
  value_minimum: double('Least value.', { nullable: true }),
  value_maximum: double('Greatest value.', { nullable: true }),
  histogram: bytea('Log-bucket histogram of the values.'),
};

/**
 * The table of a rollup. An absent dimension value is the empty text or 0, since it is part of the
 * key. `writer` is the spool whose drain owns the row, so that no two drains wait for each other.
 */
export function rollupTable(rollup: Rollup): Table {
  const dimensions = Object.fromEntries(
    Object.entries(rollup.dimensions).map(([name, dimension]) => [
      name,
      dimensionColumn(rollup, dimension),
    ]),
  );
  return {
    name: rollup.name,
    kind: 'system',
    description: rollup.description,
    primaryKey: ['bucket', ...Object.keys(rollup.dimensions), 'writer'],
    indexes: [],
    unique: [],
    specialFilters: [],
    deviceMaySend: false,
    columns: {
      bucket: timestamptz('Start of the bucket.'),
      ...dimensions,
      writer: uuid('The spool whose drain owns the row.'),
      ...counted,
      ...(rollup.value === undefined ? {} : measured),
    },
  };
}
