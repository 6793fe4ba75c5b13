import type { Column, ColumnType } from './column.ts';
import type { Columns, Table } from './table.ts';

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** How each column type looks in JSON: instants as ISO 8601 text, numeric as text, bytea as hex. */
interface JsonOf extends Record<ColumnType, unknown> {
  varchar: string;
  text: string;
  char: string;
  smallint: number;
  integer: number;
  bigint: number;
  double: number;
  numeric: string;
  boolean: boolean;
  timestamptz: string;
  date: string;
  time: string;
  jsonb: Json;
  inet: string;
  uuid: string;
  bytea: string;
}

type Value<C extends Column> =
  C extends Column<infer Type, infer Nullable>
    ? Nullable extends true
      ? JsonOf[Type] | null
      : JsonOf[Type]
    : never;

/** The row of a table as the API returns it. */
export type RowOf<T extends Table> =
  T extends Table<infer C extends Columns> ? { [Name in keyof C]: Value<C[Name]> } : never;
