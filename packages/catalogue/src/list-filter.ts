import type { Column } from './column.ts';
import { callerLimits } from './limits.ts';
import type { SpecialFilter, Table } from './table.ts';

const { searchCharactersMin, searchCharactersMax } = callerLimits;

/** How the value of a filter is written in an address. */
export const listFilterTypes = [
  'text',
  'integer',
  'boolean',
  'status_class',
  'label',
  'search',
  'json',
] as const;
export type ListFilterType = (typeof listFilterTypes)[number];

/** A filter of a list: equality with a column, or a special one. */
export interface ListFilter {
  readonly name: string;
  readonly type: ListFilterType;
  readonly description: string;
  /** The closed set of values, where there is one. */
  readonly values?: readonly string[];
  /** The column that is compared; absent on special filters. */
  readonly column?: Column;
}

const typeOf = ({ type }: Column): ListFilterType => {
  if (type === 'boolean') return 'boolean';
  return type === 'smallint' || type === 'integer' || type === 'bigint' ? 'integer' : 'text';
};

const containment = (what: string): Omit<ListFilter, 'name'> => ({
  type: 'json',
  description: `JSON that ${what} contain, e.g. \`{"order":{"id":42}}\`. One key is written shorter as a parameter of its own: \`NAME.order.id=42\`, NAME being that of this filter. Every one given must fit.`,
});

const special: Readonly<Record<SpecialFilter, Omit<ListFilter, 'name'>>> = {
  site_id: { type: 'text', description: 'The site, or where the device stands now.' },
  status_class: { type: 'status_class', description: 'Hundreds of the status: `5xx` or `5`.' },
  min_duration_ms: { type: 'integer', description: 'Milliseconds that it took at least.' },
  labels: {
    type: 'label',
    description: 'A label, `key:value`. Every key must fit; of several values of a key, any.',
  },
  search: {
    type: 'search',
    description: `A text of ${searchCharactersMin} to ${searchCharactersMax} characters that the message holds, whether in capitals or not.`,
  },
  context: containment('the further facts'),
  tool_context: containment('tool, operation and parameters'),
  parameters: containment('the arguments'),
};

/** What the list of a table can be filtered by. */
export function listFilters(table: Table): readonly ListFilter[] {
  const columns = Object.entries(table.columns).filter(([, column]) => column.filter);
  return [
    ...columns.map(([name, column]) => ({
      name,
      type: typeOf(column),
      description: column.description,
      ...(column.values === undefined ? {} : { values: column.values }),
      column,
    })),
    ...table.specialFilters.map((name) => ({ name, ...special[name] })),
  ];
}

/** The number of a site is known to nobody outside; its name in the API is shown instead. */
export const isShownAsSiteName = (column: Column): boolean => column.references === 'sites.id';

/** The columns of a table as lists show them: without secrets, and sites by their name. */
export function listColumns(table: Table): Readonly<Record<string, Column>> {
  return Object.fromEntries(
    Object.entries(table.columns)
      .filter(([, { privacy }]) => privacy !== 'secret')
      .map(([name, column]) => [
        name,
        isShownAsSiteName(column) ? { ...column, type: 'varchar', lengthMax: 50 } : column,
      ]),
  );
}
