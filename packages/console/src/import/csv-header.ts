import type { Table } from '@homepot/catalogue';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { suggest } from '../suggest.ts';

/** A column of the file: what it is called, and whether its values are sent. */
export interface CsvColumn {
  readonly name: string;
  readonly sent: boolean;
}

/** Columns that a sender may fill in. */
export const sendableColumns = (table: Table): readonly string[] =>
  Object.entries(table.columns)
    .filter(([, column]) => column.origin === 'sender')
    .map(([name]) => name);

/**
 * Reads the header of a CSV file. Columns that the server fills in itself (`id`, `received_at`), as
 * `homepot query --csv` prints them, are passed over. Throws a CommandError for unknown ones, since
 * every row would be refused.
 */
export function readCsvHeader(table: Table, header: readonly string[], file: string): CsvColumn[] {
  const sendable = sendableColumns(table);
  const names = header.map((name) => name.trim());
  const wrong = names.find(
    (name, i) => !Object.hasOwn(table.columns, name) || names.indexOf(name) !== i,
  );
  if (wrong === undefined) return names.map((name) => ({ name, sent: sendable.includes(name) }));
  const near = suggest(wrong, sendable);
  throw new CommandError(
    exitCodes.usage,
    names.indexOf(wrong) !== names.lastIndexOf(wrong)
      ? `${file}: the header names the column "${wrong}" twice.`
      : `${file}: ${table.name} has no column "${wrong}".${near === undefined ? '' : ` Did you mean ${near}?`}`,
    `The first line must name columns; ${table.name} has ${sendable.join(', ')}.`,
  );
}
