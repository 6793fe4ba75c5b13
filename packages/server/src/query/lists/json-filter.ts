import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import { parameterFault } from '../parameters/parameter-fault.ts';
import type { Condition, CreateCondition } from './condition.ts';

const contains = (column: string, json: unknown): Condition =>
  sql<boolean>`${sql.ref(column)} @> ${JSON.stringify(json)}::jsonb`;

const join = (conditions: readonly Condition[], word: Condition): Condition =>
  sql<boolean>`(${sql.join(conditions, word)})`;

/** What JSON cannot say, PostgreSQL cannot store. */
const notStorable = /\\u0000|\\u[dD][89a-fA-F]/;

function readObject(name: string, text: string): object {
  const fault = parameterFault(name, 'is a JSON object, e.g. {"order":{"id":42}}');
  if (Buffer.byteLength(text) > limits.jsonFilterBytesMax || notStorable.test(text)) throw fault;
  try {
    const json: unknown = JSON.parse(text);
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
    if (isObject && Object.keys(json).length > 0) return json;
  } catch {
    // It is told below.
  }
  throw fault;
}

/** The condition that a column contains all the JSON objects that are given. */
export const createJsonFilter =
  (column: string): CreateCondition =>
  (values) =>
    join(
      values.map((value) => contains(column, readObject(column, value))),
      sql` and `,
    );

/** The JSON values that a text in an address may mean: text always, and what it looks like. */
export function meaningsOf(value: string): readonly unknown[] {
  if (value === 'true' || value === 'false') return [value, value === 'true'];
  if (value === 'null') return [value, null];
  return /^-?\d{1,20}(\.\d{1,20})?$/.test(value) ? [value, Number(value)] : [value];
}

const nest = (keys: readonly string[], value: unknown): unknown =>
  keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);

/**
 * The condition that a column has, at a path as `context.order.id` writes it, one of some values. A key
 * may itself have dots in it, as those of OpenTelemetry do, so that the whole path is looked for as
 * one key too.
 */
export function createJsonPathCondition(
  parameter: string,
  column: string,
  values: readonly string[],
): Condition {
  const path = parameter.slice(column.length + 1);
  const keys = path.split('.');
  if (keys.includes('') || keys.length > limits.jsonFilterDepthMax || path.includes('\0')) {
    throw parameterFault(
      parameter,
      `names at most ${limits.jsonFilterDepthMax} keys, with a dot between two`,
    );
  }
  const ways = keys.length === 1 ? [keys] : [keys, [path]];
  const wanted = values.flatMap(meaningsOf);
  return join(
    ways.flatMap((way) => wanted.map((value) => contains(column, nest(way, value)))),
    sql` or `,
  );
}
