import type { Column, Table } from '@homepot/catalogue';
import fc from 'fast-check';

const texts = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('', ',', '5:hello', '\'"\\', 'Ω≈ç√∫\n\t', '🧾', 'a'.repeat(500)),
);
const withoutNul = (text: string) => text.replaceAll('\0', '').toWellFormed();

const doubles = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.constantFrom(0, -0, 0.1, 1e300, -1e-300, 5e-324, 33.333333333333336),
);
const jsons = fc
  .jsonValue({ maxDepth: 2 })
  .map((value) => JSON.parse(withoutNul(JSON.stringify(value).replaceAll('\\u0000', ''))) ?? {});

/** A value as PostgreSQL reads it out of JSON. */
function madeUp({ type, lengthMax, values, precision }: Column): fc.Arbitrary<unknown> {
  if (values !== undefined) return fc.constantFrom(...values);
  switch (type) {
    case 'varchar':
    case 'text':
      return texts.map((text) => [...withoutNul(text)].slice(0, lengthMax).join(''));
    case 'char':
      return fc.constantFrom('EUR', 'usd', 'x');
    case 'smallint':
      return fc.integer({ min: -32_768, max: 32_767 });
    case 'integer':
      return fc.integer();
    case 'bigint':
      return fc.maxSafeInteger();
    case 'double':
      return doubles.map((value) => (Object.is(value, -0) ? '-0' : value));
    case 'numeric':
      return fc
        .integer({ min: -99_999_999, max: 99_999_999 })
        .map((value) => (value / 10 ** (precision?.[1] ?? 0)).toFixed(precision?.[1] ?? 0));
    case 'boolean':
      return fc.boolean();
    case 'jsonb':
      return jsons;
    case 'inet':
      return fc.oneof(
        fc.ipV4(),
        fc.ipV6(),
        fc.constantFrom('10.1.0.0/16', '::ffff:1.2.3.4', '2001:db8::/32'),
      );
    case 'bytea':
      return fc
        .uint8Array({ maxLength: 40 })
        .map((bytes) => `\\x${Buffer.from(bytes).toString('hex')}`);
    case 'timestamptz':
      return fc
        .integer({ min: 0, max: 86_399_999_999 })
        .map((micros) => `2026-10-05T00:00:00Z`.replace('00:00:00Z', `${clockText(micros)}Z`));
    default:
      throw new TypeError(`no ${type} is made up`);
  }
}

function clockText(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const text = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return `${text}.${String(micros % 1e6).padStart(6, '0')}`;
}

/** Rows of a table, without ids, all on 5 October 2026. */
export function rowsOfTable(table: Table): fc.Arbitrary<Record<string, unknown>> {
  const columns = Object.entries<Column>(table.columns).filter(([, { identity }]) => !identity);
  return fc.record(
    Object.fromEntries(
      columns.map(([name, column]) => [
        name,
        column.nullable ? fc.option(madeUp(column), { freq: 4 }) : madeUp(column),
      ]),
    ),
  );
}
