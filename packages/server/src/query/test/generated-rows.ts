import type { Column, Table } from '@homepot/catalogue';
import fc from 'fast-check';
import type { Database } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';

/** A row as it is inserted, by the names of its columns. */
export type GeneratedRow = Record<string, unknown>;

const awkwardTexts = [
  'alpha',
  'be,ta',
  "o'hara",
  'ga\\mma',
  'ünï"code',
  '100%',
  '=1+1',
  ' x ',
  '-5',
];
const json = fc.constantFrom<unknown>({ zone: 'a', rank: 1 }, { zone: 'b' }, { ok: true }, [
  1,
  '2',
]);

const generators: Record<Column['type'], (column: Column) => fc.Arbitrary<unknown>> = {
  varchar: ({ values, lengthMax = 255 }) =>
    fc.constantFrom(...(values ?? awkwardTexts)).map((text) => text.slice(0, lengthMax)),
  text: () => fc.oneof(fc.constantFrom(...awkwardTexts), fc.constant('two\r\nlines, "quoted"')),
  char: ({ lengthMax = 1 }) => fc.constantFrom('A', 'B').map((text) => text.repeat(lengthMax)),
  smallint: ({ minimum = -3, maximum = 3 }) => fc.integer({ min: minimum, max: maximum }),
  integer: ({ minimum = -5, maximum }) => fc.integer({ min: minimum, max: maximum ?? minimum + 9 }),
  bigint: () => fc.integer({ min: 1, max: 3 }),
  double: ({ minimum = -10, maximum = 100 }) =>
    fc.double({ min: minimum, max: maximum, noNaN: true, noDefaultInfinity: true }),
  numeric: () => fc.integer({ min: 0, max: 99_999 }).map((cents) => (cents / 100).toFixed(2)),
  boolean: () => fc.boolean(),
  timestamptz: () =>
    fc.integer({ min: 0, max: 9 }).map((i) => `2026-01-0${1 + (i % 5)}T23:59:59.99999${i}Z`),
  date: () => fc.constant('2026-01-05'),
  time: () => fc.constantFrom('08:00:00', '22:30:00'),
  jsonb: () => json.map((value) => JSON.stringify(value)),
  inet: () => fc.constantFrom('10.0.0.1', '2001:db8::1'),
  uuid: () => fc.uuid(),
  bytea: () => fc.uint8Array({ minLength: 1, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
};

/** Rows of a table, made from its declaration: few distinct values, so that they meet. */
export function generatedRow(
  table: Table,
  given: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<GeneratedRow> {
  const columns = Object.entries(table.columns).filter(([, column]) => column.identity !== true);
  return fc.record(
    Object.fromEntries(
      columns.map(([name, column]) => {
        const value = given[name] ?? generators[column.type](column);
        return [name, column.nullable ? fc.option(value, { freq: 3 }) : value];
      }),
    ),
  );
}

/** Inserts rows in one statement; all have the same columns. */
export async function insertRows(
  database: Database,
  table: string,
  rows: readonly GeneratedRow[],
): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  const tuples = rows.map(
    (_, i) => `(${names.map((_name, j) => `$${i * names.length + j + 1}`).join(', ')})`,
  );
  await database.query(
    `INSERT INTO ${quoteIdentifier(table)} (${names.map(quoteIdentifier).join(', ')}) VALUES ${tuples.join(', ')}`,
    rows.flatMap((row) => names.map((name) => row[name])),
  );
}
