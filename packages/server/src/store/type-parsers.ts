import { types } from 'pg';
import { parseJson } from '../kernel/index.ts';

const asText = (value: string) => value;

/**
 * PostgreSQL's `2026-01-31 08:00:00.12+00` as `2026-01-31T08:00:00.120000Z`: always six decimals, so
 * that instants sort as text. `infinity` stays as it is. The session must be in UTC.
 */
function readInstant(value: string): string {
  const match = /^(\d{4,})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(value);
  if (match === null) return value;
  const [, year, month, day, time, decimals = ''] = match;
  return `${year}-${month}-${day}T${time}.${decimals.padEnd(6, '0')}Z`;
}

/** How values look in a row, where it differs from what pg does by itself. */
const parsers = new Map<number, (value: string) => unknown>([
  [types.builtins.INT8, Number],
  [types.builtins.TIMESTAMPTZ, readInstant],
  [types.builtins.TIMESTAMP, asText],
  [types.builtins.DATE, asText],
  [types.builtins.TIME, asText],
  [types.builtins.TIMETZ, asText],
  [types.builtins.INTERVAL, asText],
  [types.builtins.NUMERIC, asText],
  [types.builtins.INET, asText],
  [types.builtins.JSON, parseJson],
  [types.builtins.JSONB, parseJson],
]);

/** The `types` option of pg: parses text format by the table above. */
export const typeParsers: Pick<typeof types, 'getTypeParser'> = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    format === 'binary'
      ? types.getTypeParser(oid, 'binary')
      : (parsers.get(oid) ?? types.getTypeParser(oid, 'text'))) as typeof types.getTypeParser,
};
