import { findTable } from '@homepot/catalogue';
import type { TupleWriter } from '../../../packages/server/src/store/index.ts';
import { createTupleWriter } from '../../../packages/server/src/store/index.ts';
import type { GeneratedTable } from './generated-tables.ts';
import type { Random } from './random.ts';

type Write = (writer: TupleWriter, value: never, atMs: number) => void;

const writes: Readonly<Record<string, Write>> = {
  varchar: (writer, value) => writer.text(value),
  text: (writer, value) => writer.text(value),
  integer: (writer, value) => writer.integer(value),
  double: (writer, value) => writer.double(value),
  boolean: (writer, value) => writer.boolean(value),
  jsonb: (writer, value) => writer.jsonb(value),
  timestamptz: (writer, _value, atMs) => writer.timestamp(atMs * 1_000),
};

/** The rows of one table, in the form in which the drain stores and counts them. */
export interface EncodedRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly days: readonly number[];
  readonly tuples: Uint8Array;
}

/** Makes rows at random instants of a span, milliseconds since 1970. */
export function encodeRows(
  generated: GeneratedTable,
  rowCount: number,
  span: { readonly fromMs: number; readonly toMs: number },
  random: Random,
): EncodedRows {
  const { table } = generated;
  const declared = findTable(table)?.columns ?? {};
  const writers = generated.columns.map((name) => writes[declared[name]?.type ?? '']);
  const columns = ['timestamp', 'received_at', 'provenance', ...generated.columns];
  const writer = createTupleWriter();
  const lengthMs = span.toMs - span.fromMs;
  const day = Math.floor(span.fromMs / 86_400_000);
  for (let row = 0; row < rowCount; row += 1) {
    const atMs = Math.floor(span.fromMs + random.next() * lengthMs);
    writer.row(columns.length);
    writer.timestamp(atMs * 1_000);
    writer.timestamp(atMs * 1_000);
    writer.text('real');
    for (const [i, cell] of generated.row(random, day).entries()) {
      if (cell === null) writer.null();
      else writers[i]?.(writer, cell as never, atMs);
    }
  }
  return { table, columns, rowCount, days: [day], tuples: writer.take() };
}
