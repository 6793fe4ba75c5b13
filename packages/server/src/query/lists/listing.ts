import type { Column, ListFilter, ListFilterType, Table } from '@homepot/catalogue';
import { isShownAsSiteName, listColumns, listFilters } from '@homepot/catalogue';
import type { AliasedRawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { ReadValues } from './column-filter.ts';
import { createColumnFilter, createValueReader } from './column-filter.ts';
import type { CreateCondition } from './condition.ts';
import type { Row } from './show-row.ts';
import { showRow } from './show-row.ts';
import { createSpecialFilter } from './special-filters.ts';

/** The list of a table: what is selected for it, and what it can be filtered by. */
export interface Listing {
  readonly table: Table;
  /** The columns that are shown, as they are shown. */
  readonly columns: Readonly<Record<string, Column>>;
  readonly selection: readonly AliasedRawBuilder<unknown, string>[];
  readonly filters: ReadonlyMap<string, CreateCondition>;
  /** Of filters that are nothing but equality with a column as it is stored: how their values are read. */
  readonly equalities: ReadonlyMap<string, ReadValues>;
  /** Filters in whose values a comma is a comma. */
  readonly wholeFilters: ReadonlySet<string>;
  /** Filters by JSON: `NAME.key=value` filters by one key. */
  readonly jsonFilters: readonly string[];
  /** A selected row as JSON has it. */
  readonly show: (row: Row) => Row;
}

function select(table: Table, name: string): AliasedRawBuilder<unknown, string> {
  const own = sql.ref(`${table.name}.${name}`);
  const column = table.columns[name];
  return column !== undefined && isShownAsSiteName(column)
    ? sql`(select sites.site_id from sites where sites.id = ${own})`.as(name)
    : own.as(name);
}

function createFilter(table: Table, { name, column }: ListFilter): CreateCondition {
  if (column !== undefined) return createColumnFilter(name, column);
  const special = table.specialFilters.find((each) => each === name);
  if (special === undefined) throw new Error(`No filter ${name} on ${table.name}`);
  return createSpecialFilter(special, table);
}

const namesOf = (filters: readonly ListFilter[], types: readonly ListFilterType[]) =>
  filters.filter(({ type }) => types.includes(type)).map(({ name }) => name);

/** Derives the list of a table from its declaration. */
export function createListing(table: Table): Listing {
  const columns = listColumns(table);
  const filters = listFilters(table);
  return {
    table,
    columns,
    selection: Object.keys(columns).map((name) => select(table, name)),
    filters: new Map(filters.map((filter) => [filter.name, createFilter(table, filter)])),
    equalities: new Map(
      filters.flatMap(({ name, column }) =>
        column === undefined ? [] : [[name, createValueReader(name, column)] as const],
      ),
    ),
    wholeFilters: new Set(namesOf(filters, ['search', 'json'])),
    jsonFilters: namesOf(filters, ['json']),
    show: showRow,
  };
}
