import { listOrders, listParameters } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import { parameterFault } from '../parameters/parameter-fault.ts';
import type { Parameters } from '../parameters/parameters.ts';
import {
  readFlag,
  readNumber,
  readRepeated,
  readSeveral,
  readSingle,
} from '../parameters/parameters.ts';
import type { TimeRange } from '../parameters/time-range.ts';
import { readTimeRange } from '../parameters/time-range.ts';
import type { Condition } from './condition.ts';
import type { Position } from './cursor.ts';
import { readCursor } from './cursor.ts';
import { createJsonPathCondition } from './json-filter.ts';
import type { Listing } from './listing.ts';

export type Order = (typeof listOrders)[number];

/** What is asked of a list, checked. */
export interface ListRequest {
  readonly listing: Listing;
  readonly conditions: readonly Condition[];
  readonly range: TimeRange;
  readonly order: Order;
  readonly limit: number | undefined;
  /** Columns and the values that they must have, as far as a filter says no more than that. */
  readonly equal: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  /** Whether rows that have left the database are listed as well. */
  readonly includeArchived: boolean;
  /** The row after which the page begins. */
  readonly after: Position | undefined;
  /** Which list this is, whatever the page: cursors are bound to it. */
  readonly scope: string;
}

/** What a list is filtered by: parameter, values, and the condition that they make. */
interface GivenFilter {
  readonly name: string;
  readonly values: readonly string[];
  readonly create: () => Condition;
}

function readFilters({ filters, wholeFilters }: Listing, parameters: Parameters): GivenFilter[] {
  return [...filters].flatMap(([name, create]) => {
    const values = wholeFilters.has(name)
      ? readRepeated(parameters, name)
      : readSeveral(parameters, name);
    return values.length === 0 ? [] : [{ name, values, create: () => create(values) }];
  });
}

/** The filter of which a parameter like `context.order_id` names a key. */
const jsonFilterOf = ({ jsonFilters }: Listing, parameter: string): string | undefined =>
  jsonFilters.find((name) => parameter.startsWith(`${name}.`));

function readPathFilters(listing: Listing, parameters: Parameters): GivenFilter[] {
  const names = Object.keys(parameters).sort();
  const given = names.flatMap((name) => {
    const column = jsonFilterOf(listing, name);
    if (column === undefined) return [];
    const values = readSeveral(parameters, name);
    return [{ name, values, create: () => createJsonPathCondition(name, column, values) }];
  });
  if (given.length > limits.jsonFilterKeysMax) {
    throw parameterFault(
      given.at(-1)?.name ?? '',
      `is one too many: at most ${limits.jsonFilterKeysMax} keys`,
    );
  }
  return given;
}

const readEqual = ({ equalities }: Listing, given: readonly GivenFilter[]) =>
  Object.fromEntries(
    given.flatMap(({ name, values }) => {
      const read = equalities.get(name);
      return read === undefined ? [] : [[name, read(values)] as const];
    }),
  );

function refuseUnknown(listing: Listing, parameters: Parameters): void {
  const known = [...listing.filters.keys(), ...Object.keys(listParameters)];
  const unknown = Object.keys(parameters).find(
    (name) => !known.includes(name) && jsonFilterOf(listing, name) === undefined,
  );
  if (unknown === undefined) return;
  throw new HomepotError('filter_unknown', {
    path: `query.${unknown}`,
    message: `\`${unknown}\` is not one of ${known.join(', ')}`,
  });
}

function readOrder(parameters: Parameters): Order {
  const asked = readSingle(parameters, 'order') ?? listOrders[0];
  const order = listOrders.find((each) => each === asked);
  if (order === undefined) throw parameterFault('order', `is ${listOrders.join(' or ')}`);
  return order;
}

/**
 * Checks the parameters of a list against its declaration. Throws filter_unknown, parameter_invalid,
 * range_invalid or cursor_invalid.
 */
export function readListRequest(
  listing: Listing,
  parameters: Parameters,
  limitMax: number = limits.listRowsMax,
): ListRequest {
  refuseUnknown(listing, parameters);
  const given = [...readFilters(listing, parameters), ...readPathFilters(listing, parameters)];
  const range = readTimeRange(parameters);
  const order = readOrder(parameters);
  const filters = given.map(({ name, values }) => [name, values]);
  const includeArchived = readFlag(parameters, 'include_archived');
  const archived = includeArchived ? ['archived'] : [];
  const scope = JSON.stringify([
    listing.table.name,
    filters,
    range.from,
    range.to,
    order,
    ...archived,
  ]);
  const cursor = readSingle(parameters, 'cursor');
  const timed = listing.table.timeColumn !== undefined;
  return {
    listing,
    conditions: given.map(({ create }) => create()),
    equal: readEqual(listing, given),
    includeArchived,
    range,
    order,
    limit: readNumber(parameters, 'limit', 1, limitMax),
    after: cursor === undefined ? undefined : readCursor(scope, cursor, timed),
    scope,
  };
}
