import type { Column, Columns, Json, Table } from '@homepot/catalogue';
import { parseJson } from '../kernel/index.ts';
import type { Section } from '../spool/index.ts';
import type { TupleReader } from '../store/index.ts';
import { createTupleReader } from '../store/index.ts';

/** How each column type that a section can be read by looks in memory. */
interface InMemory {
  varchar: string;
  text: string;
  char: string;
  integer: number;
  bigint: number;
  double: number;
  numeric: number;
  boolean: boolean;
  /** Milliseconds since 1970. */
  timestamptz: number;
  jsonb: Json;
  bytea: Uint8Array;
}

type ValueOf<C extends Column> =
  C extends Column<infer Type, infer Nullable>
    ? Type extends keyof InMemory
      ? Nullable extends true
        ? InMemory[Type] | null
        : InMemory[Type]
      : never
    : never;

/** A row of a section with the columns that were asked for. */
export type SectionRow<C extends Columns, Name extends keyof C> = {
  readonly [N in Name]: ValueOf<C[N]>;
};

type Read = (reader: TupleReader, field: number) => unknown;

const readText: Read = (reader, field) => reader.text(field);

const reads: Readonly<Record<keyof InMemory, Read>> = {
  varchar: readText,
  text: readText,
  char: readText,
  integer: (reader, field) => reader.integer(field),
  bigint: (reader, field) => reader.bigint(field),
  double: (reader, field) => reader.double(field),
  numeric: (reader, field) => reader.hundredths(field) / 100,
  boolean: (reader, field) => reader.boolean(field),
  timestamptz: (reader, field) => reader.timestamp(field) / 1_000,
  jsonb: (reader, field) => parseJson(reader.jsonb(field)),
  bytea: (reader, field) => reader.bytea(field),
};

interface Field {
  readonly name: string;
  readonly at: number;
  readonly read: Read;
}

function fieldOf(table: Table, columns: readonly string[], name: string): Field {
  const type = table.columns[name]?.type;
  const read = type !== undefined && type in reads ? reads[type as keyof InMemory] : undefined;
  if (read === undefined) throw new TypeError(`${table.name}.${name} cannot be read`);
  return { name, at: columns.indexOf(name), read };
}

/**
 * The rows of a section as steps of the drain read them: one walk over the bytes, of which only the
 * columns asked for are decoded, each by its type in the catalogue. A nullable column that the
 * section leaves out is null. Throws a TypeError for a column that the table does not have.
 */
export function* readSectionRows<C extends Columns, Name extends keyof C & string>(
  section: Pick<Section, 'columns' | 'tuples'>,
  table: Table<C>,
  names: readonly Name[],
): Generator<SectionRow<C, Name>> {
  const fields = names.map((name) => fieldOf(table, section.columns, name));
  for (const reader = createTupleReader(section.tuples); reader.next(); ) {
    const row: Record<string, unknown> = {};
    for (const { name, at, read } of fields) {
      row[name] = at < 0 || reader.isNull(at) ? null : read(reader, at);
    }
    yield row as SectionRow<C, Name>;
  }
}
