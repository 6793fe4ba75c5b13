import type { Table } from '@homepot/catalogue';
import { findPolicyStory, tables, telemetryTables } from '@homepot/catalogue';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';
import { suggest } from './suggest.ts';

function choose(name: string, among: readonly Table[], what: string): Table {
  const plain = name.replaceAll('-', '_');
  const chosen = among.find((table) => table.name === plain || table.listPath === name);
  if (chosen !== undefined) return chosen;
  const names = among.map((table) => table.name);
  const paths = among.flatMap((table) => table.listPath ?? []);
  const near = suggest(name, [...names, ...paths]);
  throw new CommandError(
    exitCodes.usage,
    near === undefined
      ? `There is no table "${name}" ${what}.`
      : `There is no table "${name}" ${what}. Did you mean ${near}?`,
    `The tables are ${names.join(', ')}.`,
  );
}

/** Every table that has a list endpoint. */
export const listedTables: readonly Table[] = tables.filter(
  (table) => table.listPath !== undefined,
);

/** The table of a name (`-` is as good as `_`) or list path, for reading. */
export const chooseListed = (name: string): Table => choose(name, listedTables, 'to read');

const archivedTables = tables.filter(({ name }) => findPolicyStory(name)?.archive === true);

/** The table of a name or list path whose rows can go to the archive. */
export const chooseArchived = (name: string): Table => choose(name, archivedTables, 'to archive');

/** The table of a name or list path, for sending. */
export const chooseTelemetry = (name: string): Table => choose(name, telemetryTables, 'to fill');
