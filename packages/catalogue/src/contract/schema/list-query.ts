import type { TSchema } from 'typebox';
import { Type } from 'typebox';
import { countInWords } from '../../in-words.ts';
import { callerLimits } from '../../limits.ts';
import type { ListFilter } from '../../list-filter.ts';
import { listFilters } from '../../list-filter.ts';
import type { Table } from '../../table.ts';

const instant = (description: string) => Type.Optional(Type.String({ description }));

/** The orders that a list can be read in, the usual one first. */
export const listOrders = ['desc', 'asc'] as const;

/** The formats that a list is answered in, the usual one first. */
export const listFormats = ['json', 'ndjson', 'csv'] as const;

const { listRowsMax, listRowsDefault } = callerLimits;

/** What every list takes besides its filters. */
export const listParameters = {
  start_date: instant(
    'From here on: ISO 8601, an instant or a date (its first moment in UTC). Without zone it is UTC.',
  ),
  end_date: instant(
    'Up to here, exclusive: ISO 8601, an instant or a date. A date takes in its whole day in UTC.',
  ),
  order: Type.Optional(
    Type.Enum(listOrders, { description: '`desc`, the newest first, or `asc`.', default: 'desc' }),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: `Rows. As JSON at most ${countInWords(listRowsMax)}, and ${listRowsDefault} unless given; as CSV and NDJSON any number, and all unless given.`,
    }),
  ),
  cursor: Type.Optional(
    Type.String({ description: '`next_cursor` of the page before, with the same filters.' }),
  ),
  include_archived: Type.Optional(
    Type.Boolean({
      default: false,
      description:
        'Whether rows that have left the database for the archive are listed as well. That takes longer.',
    }),
  ),
  format: Type.Optional(Type.Enum(listFormats, { description: 'Goes before the header Accept.' })),
};

function filterSchema({ description, values }: ListFilter): TSchema {
  const choice = values === undefined ? '' : ` One of ${values.join(', ')}.`;
  return Type.Optional(
    Type.Array(Type.String(), {
      description: `${description}${choice} Several values, repeated or separated by commas, mean any of them; a comma in a value is written \`\\,\`.`,
    }),
  );
}

/**
 * The parameters of a table's list. Unknown ones are let through here: the list refuses them itself
 * and tells the known ones.
 */
export function listQuery(table: Table) {
  const filters = listFilters(table).map((filter) => [filter.name, filterSchema(filter)]);
  return Type.Object(
    { ...Object.fromEntries(filters), ...listParameters },
    { additionalProperties: true },
  );
}
