import type { Column, Table } from '@homepot/catalogue';
import { quoteIdentifier } from '../../../store/index.ts';

/**
 * The text of a row, of which its hash is taken. Every engine must come to the same text, so that it is made of
 * what all of them print alike:
 *
 * - the values stand in the order of the columns, with a comma after each;
 * - NULL is nothing at all;
 * - whole numbers in decimal digits; `true` and `false`; decimals with all of their decimals, `12.50`;
 * - instants as microseconds since 1970, dates as days;
 * - a floating-point number as its 64 bits, read as a whole number with sign: no engine rounds bits;
 * - bytes as hexadecimal digits in small letters;
 * - texts, JSON among them, with their length in bytes of UTF-8 and a colon before: `5:hello`.
 *
 * The hash of a row is the first eight bytes of the SHA-256 of that text, read as a number, the
 * most significant byte first. The hash of many rows is the sum of theirs, modulo 2^64: it does not depend on
 * their order, and a row that is there twice counts twice.
 */

const micros = (sql: string) => `(extract(epoch FROM ${sql}) * 1000000)::bigint`;

/** How PostgreSQL prints a value that no comma or colon can stand in. */
function plainText(sql: string, { type }: Column): string | undefined {
  switch (type) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'boolean':
    case 'numeric':
      return `${sql}::text`;
    case 'timestamptz':
      return `${micros(sql)}::text`;
    case 'date':
      return `(${sql} - DATE '1970-01-01')::text`;
    case 'double':
      return `('x' || encode(float8send(${sql}), 'hex'))::bit(64)::bigint::text`;
    case 'bytea':
      return `encode(${sql}, 'hex')`;
    default:
      return undefined;
  }
}

/** A value as it stands in the file, where that is a text. */
function storedText(sql: string, { type, lengthMax }: Column): string {
  if (type === 'char') return `rpad(${sql}::text, ${lengthMax ?? 1})`;
  return type === 'inet' ? `abbrev(${sql})` : `${sql}::text`;
}

function fieldText(name: string, column: Column): string {
  const sql = quoteIdentifier(name);
  const plain = plainText(sql, column);
  if (plain !== undefined) return `coalesce(${plain}, '')`;
  const text = storedText(sql, column);
  return `coalesce(octet_length(${text}) || ':' || ${text}, '')`;
}

/** What PostgreSQL has to select so that binary COPY brings a value in the form that the file has. */
function storedValue(name: string, column: Column): string {
  const sql = quoteIdentifier(name);
  switch (column.type) {
    case 'smallint':
      return `${sql}::integer`;
    case 'numeric':
    case 'time':
    case 'uuid':
      return `${sql}::text`;
    case 'char':
    case 'inet':
      return storedText(sql, column);
    default:
      return sql;
  }
}

const columnsOf = (table: Table) => Object.entries<Column>(table.columns);

/** The select list of a COPY of rows into a file. */
export const storedValues = (table: Table): string =>
  columnsOf(table)
    .map(([name, column]) => storedValue(name, column))
    .join(', ');

/** The text of a row in PostgreSQL. */
const rowText = (table: Table): string =>
  columnsOf(table)
    .map(([name, column]) => fieldText(name, column))
    .join(` || ',' || `)
    .concat(` || ','`);

/** The hash of a row in PostgreSQL, as a number with sign. */
export const rowHash = (table: Table): string =>
  `('x' || encode(substring(sha256(convert_to(${rowText(table)}, 'UTF8')) FROM 1 FOR 8), 'hex'))::bit(64)::bigint`;
