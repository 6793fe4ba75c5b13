import type { Table } from '@homepot/catalogue';
import { listFilters } from '@homepot/catalogue';
import type { Command } from 'commander';
import { Option } from 'commander';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { suggest } from '../suggest.ts';

const filterNames = (tables: readonly Table[]): ReadonlySet<string> =>
  new Set(tables.flatMap((table) => listFilters(table).map((filter) => filter.name)));

/** `status_code` -> `--status-code`. */
const optionOf = (filter: string): string => `--${filter.replaceAll('_', '-')}`;

const createFilterOption = (filter: string): Option => new Option(`${optionOf(filter)} <value>`);

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
];

/**
 * Adds every filter of every table as an option, since options may stand before the table they are
 * for; `readFilters` refuses those that the table does not have.
 */
export function addFilterOptions(command: Command, tables: readonly Table[]): void {
  for (const name of filterNames(tables)) {
    command.addOption(createFilterOption(name).argParser(collect).hideHelp());
  }
}

/** The filters of one table, a line each, for `--help`. */
export function describeFilters(table: Table): string {
  const filters = listFilters(table).map(({ name, description, values }) => {
    const choice = values === undefined ? '' : ` One of ${values.join(', ')}.`;
    return { flags: `${optionOf(name)} <value>`, text: `${description}${choice}` };
  });
  const width = Math.max(...filters.map(({ flags }) => flags.length));
  const lines = filters.map(({ flags, text }) => `  ${flags.padEnd(width)}  ${text}`);
  return `\nFilters of ${table.name} (repeat one, or put commas between values, for any of them):\n${lines.join('\n')}`;
}

/** Reads the filters that were given. Throws a CommandError for one that the table does not have. */
export function readFilters(
  table: Table,
  options: Readonly<Record<string, unknown>>,
  tables: readonly Table[],
): Record<string, readonly string[]> {
  const own = filterNames([table]);
  const given: Record<string, readonly string[]> = {};
  for (const name of filterNames(tables)) {
    const values = options[createFilterOption(name).attributeName()];
    if (!Array.isArray(values)) continue;
    if (!own.has(name)) throw unknownFilter(table, name, [...own]);
    given[name] = values;
  }
  return given;
}

function unknownFilter(table: Table, name: string, own: readonly string[]): CommandError {
  const near = suggest(name, own);
  const hint = near === undefined ? '' : ` Did you mean ${optionOf(near)}?`;
  return new CommandError(
    exitCodes.usage,
    `${table.name} has no filter ${optionOf(name)}.${hint}`,
    `Its filters are ${own.map(optionOf).join(', ')}.`,
  );
}
