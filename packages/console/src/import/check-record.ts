import type { Table } from '@homepot/catalogue';
import { suggest } from '../suggest.ts';
import { sendableColumns } from './csv-header.ts';
import type { Fault } from './import-record.ts';

/**
 * What can be said of a record without the server: whether it is an object, has only columns of the
 * table and all that are needed. Types and ranges are the server's to judge.
 */
export function checkRecord(table: Table, json: string): Fault | undefined {
  const record: unknown = JSON.parse(json);
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return { code: 'record_not_object', path: '', message: 'The record is not an object.' };
  }
  for (const name of Object.keys(record)) {
    const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined;
    if (column === undefined) return unknownColumn(table, name);
    if (column.origin !== 'sender') {
      return {
        code: 'column_not_sendable',
        path: name,
        message: `The server sets ${name} itself.`,
      };
    }
  }
  const values = record as Readonly<Record<string, unknown>>;
  const missing = requiredColumns(table).find((name) => values[name] == null);
  if (missing === undefined) return undefined;
  return { code: 'column_missing', path: missing, message: `The column ${missing} has no value.` };
}

function unknownColumn(table: Table, name: string): Fault {
  const near = suggest(name, sendableColumns(table));
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  return {
    code: 'column_unknown',
    path: name,
    message: `${table.name} has no column "${name}".${hint}`,
  };
}

/** `timestamp` may be left out: the time of arrival stands in for it. */
const requiredColumns = (table: Table): readonly string[] =>
  Object.entries(table.columns)
    .filter(([name, { nullable, origin, fallback, derivable, default: sqlDefault }]) => {
      const filledIn = fallback !== undefined || sqlDefault !== undefined;
      return (
        name !== table.timeColumn && origin === 'sender' && !nullable && !filledIn && !derivable
      );
    })
    .map(([name]) => name);
