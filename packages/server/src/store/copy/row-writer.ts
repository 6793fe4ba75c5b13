import type { Column, Columns, ColumnType, Table } from '@homepot/catalogue';
import type { TupleWriter } from './tuple-writer.ts';

/** What stands for a value of each type: an instant is microseconds since 1970. */
interface Encodable {
  varchar: string;
  text: string;
  integer: number;
  bigint: number;
  timestamptz: number;
  bytea: Uint8Array;
}

type ValueOf<C extends Column> =
  C extends Column<infer Type extends keyof Encodable & ColumnType, infer Nullable>
    ? Encodable[Type] | (Nullable extends true ? null : never)
    : never;

/** A value for each column but the identity, by name. */
type NamedRow<C extends Columns> = { readonly [Name in Exclude<keyof C, 'id'>]: ValueOf<C[Name]> };

const fieldWriters: {
  readonly [Type in keyof Encodable]: (writer: TupleWriter, value: Encodable[Type]) => void;
} = {
  varchar: (writer, value) => writer.text(value),
  text: (writer, value) => writer.text(value),
  integer: (writer, value) => writer.integer(value),
  bigint: (writer, value) => writer.bigint(value),
  timestamptz: (writer, value) => writer.timestamp(value),
  bytea: (writer, value) => writer.bytea(value),
};

/** Writes rows of one table whose values are given by the names of their columns. */
export interface RowWriter<C extends Columns> {
  /** The columns of a written row, in order. */
  readonly columns: readonly string[];
  write(writer: TupleWriter, row: NamedRow<C>): void;
}

/**
 * Creates what writes rows of a table in the order in which the catalogue declares its columns. It
 * is for rows that are few; the door has its own way for telemetry.
 */
export function createRowWriter<C extends Columns>(table: Table<C>): RowWriter<C> {
  const fields = Object.entries<Column>(table.columns)
    .filter(([, column]) => column.identity !== true)
    .map(([name, { type }]) => {
      const write = fieldWriters[type as keyof Encodable];
      if (write === undefined) throw new TypeError(`${table.name}.${name}: no ${type} is written`);
      return { name, write: write as (writer: TupleWriter, value: unknown) => void };
    });
  return {
    columns: fields.map(({ name }) => name),
    write(writer, row) {
      const values: Readonly<Record<string, unknown>> = row;
      writer.row(fields.length);
      for (const { name, write } of fields) {
        const value = values[name] ?? null;
        if (value === null) writer.null();
        else write(writer, value);
      }
    },
  };
}
