import type { TSchema } from 'typebox';
import { Type } from 'typebox';
import type { Column, ColumnType } from '../../column.ts';

const schemas: Readonly<Record<ColumnType, (options: { description: string }) => TSchema>> = {
  varchar: Type.String,
  text: Type.String,
  char: Type.String,
  smallint: Type.Integer,
  integer: Type.Integer,
  bigint: Type.Integer,
  double: Type.Number,
  numeric: Type.String,
  boolean: Type.Boolean,
  timestamptz: Type.String,
  date: Type.String,
  time: Type.String,
  jsonb: Type.Unknown,
  inet: Type.String,
  uuid: Type.String,
  bytea: Type.String,
};

function valueSchema(column: Column): TSchema {
  const schema = schemas[column.type]({ description: column.description });
  return column.nullable && column.type !== 'jsonb' ? Type.Union([schema, Type.Null()]) : schema;
}

/** The schema of a row with these columns, as the API answers it. */
export function rowSchema(columns: Readonly<Record<string, Column>>) {
  return Type.Object(
    Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, valueSchema(column)]),
    ),
  );
}
