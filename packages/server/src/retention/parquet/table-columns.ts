import type { Column, ColumnType, Table } from '@homepot/catalogue';
import type { ParquetColumn, ParquetType } from './parquet-column.ts';

const types: Readonly<Record<ColumnType, ParquetType>> = {
  varchar: 'text',
  text: 'text',
  char: 'text',
  smallint: 'int',
  integer: 'int',
  bigint: 'bigint',
  double: 'double',
  numeric: 'decimal',
  boolean: 'boolean',
  timestamptz: 'timestamp',
  date: 'date',
  time: 'text',
  jsonb: 'json',
  inet: 'text',
  uuid: 'text',
  bytea: 'bytes',
};

/** Types whose values may be long: their extremes say nothing worth its room. */
const longTypes: ReadonlySet<ColumnType> = new Set(['text', 'jsonb', 'bytea']);

/** A column of a table as a column of a Parquet file. */
export function toParquetColumn(name: string, column: Column): ParquetColumn {
  return {
    name,
    type: types[column.type],
    nullable: column.nullable,
    statistics: !longTypes.has(column.type),
    ...(column.precision === undefined ? {} : { precision: column.precision }),
  };
}

/** All columns of a table, in its order. */
export function toParquetColumns(table: Table): readonly ParquetColumn[] {
  return Object.entries(table.columns).map(([name, column]) => toParquetColumn(name, column));
}
