import type { Column } from '@homepot/catalogue';
import { sql } from 'kysely';
import { parameterFault } from '../parameters/parameter-fault.ts';
import { readWholeNumber } from '../parameters/whole-number.ts';
import type { CreateCondition } from './condition.ts';

type Read = (name: string, value: string, column: Column) => string | number | boolean;

const flags = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

const readFlag: Read = (name, value) => {
  const flag = flags.get(value.toLowerCase());
  if (flag === undefined) throw parameterFault(name, 'must be true or false');
  return flag;
};

const textCharactersMax = 65_536;

const readText: Read = (name, value, column) => {
  const { lengthMax = textCharactersMax, values, aliases = {} } = column;
  const meant = Object.hasOwn(aliases, value) ? (aliases[value] ?? value) : value;
  if (values !== undefined && !values.includes(meant)) {
    throw parameterFault(name, `must be one of ${values.join(', ')}`);
  }
  if (meant.length > lengthMax) throw parameterFault(name, `has at most ${lengthMax} characters`);
  if (meant.includes('\0')) throw parameterFault(name, 'must not hold a NUL character');
  return meant;
};

const readInteger =
  (minimum: number, maximum: number): Read =>
  (name, value) =>
    readWholeNumber(name, value, minimum, maximum);

const readers: ReadonlyMap<string, Read> = new Map([
  ['varchar', readText],
  ['text', readText],
  ['boolean', readFlag],
  ['smallint', readInteger(-32_768, 32_767)],
  ['integer', readInteger(-2_147_483_648, 2_147_483_647)],
  ['bigint', readInteger(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)],
]);

/** Reads the values of a filter as the type of its column says. */
export type ReadValues = (values: readonly string[]) => readonly (string | number | boolean)[];

/** The values that the filter of a column compares with. */
export function createValueReader(name: string, column: Column): ReadValues {
  const read = readers.get(column.type);
  if (read === undefined) throw new Error(`No filter for type ${column.type} of ${name}`);
  return (values) => values.map((value) => read(name, value, column));
}

/** The filter that compares a column with one value or several, read as its type says. */
export function createColumnFilter(name: string, column: Column): CreateCondition {
  const read = createValueReader(name, column);
  return (values) => sql<boolean>`${sql.ref(name)} in (${sql.join([...read(values)])})`;
}
