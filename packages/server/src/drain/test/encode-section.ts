import type { Column } from '@homepot/catalogue';
import { findTable } from '@homepot/catalogue';
import type { Section } from '../../spool/index.ts';
import type { TupleWriter } from '../../store/index.ts';
import { createTupleWriter, parseInet } from '../../store/index.ts';

/** A row for a test: instants are milliseconds since 1970, what is left out is NULL. */
export type TestRow = Readonly<Record<string, string | number | boolean | Uint8Array | undefined>>;

const dayMs = 86_400_000;

type Write = (writer: TupleWriter, value: never) => void;

const writes: Partial<Record<Column['type'], Write>> = {
  varchar: (writer, value) => writer.text(value),
  text: (writer, value) => writer.text(value),
  char: (writer, value) => writer.text(value),
  integer: (writer, value) => writer.integer(value),
  bigint: (writer, value) => writer.bigint(value),
  double: (writer, value) => writer.double(value),
  numeric: (writer, value: number) => writer.hundredths(Math.round(value * 100)),
  boolean: (writer, value) => writer.boolean(value),
  timestamptz: (writer, value: number) => writer.timestamp(value * 1_000),
  jsonb: (writer, value) => writer.jsonb(value),
  bytea: (writer, value) => writer.bytea(value),
  inet: (writer, value) => {
    const inet = parseInet(value);
    if (inet === undefined) writer.null();
    else writer.inet(inet);
  },
};

/** The columns of a table that the door fills. */
export function columnsOf(table: string): readonly string[] {
  const columns = findTable(table)?.columns ?? {};
  return Object.keys(columns).filter((name) => columns[name]?.identity !== true);
}

function writeRow(writer: TupleWriter, table: string, columns: readonly string[], row: TestRow) {
  writer.row(columns.length);
  for (const name of columns) {
    const value = row[name];
    const type = findTable(table)?.columns[name]?.type ?? 'text';
    const write = writes[type];
    if (value === undefined || write === undefined) writer.null();
    else if (value instanceof Uint8Array) writer.bytea(value);
    else write(writer, value as never);
  }
}

/** Encodes rows as the door does. A value given as bytes is taken as it is, to make a bad row. */
export function encodeSection(
  table: string,
  rows: readonly TestRow[],
  columns: readonly string[] = columnsOf(table),
): Section {
  const writer = createTupleWriter();
  for (const row of rows) writeRow(writer, table, columns, row);
  const days = rows.map(({ timestamp }) => Math.floor(Number(timestamp ?? 0) / dayMs));
  return {
    table,
    columns,
    rowCount: rows.length,
    days: [...new Set(days)],
    tuples: writer.take(),
  };
}
