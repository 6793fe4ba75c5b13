import type { Column } from '@homepot/catalogue';

const textTypes: ReadonlySet<string> = new Set(['varchar', 'text', 'char']);
const plainNumber = /^[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?$/;
const formula = /^'*[=+\-@\t\r]/;

/**
 * A spreadsheet takes a cell that starts with = + - @, a tab or a return for a formula. Such text
 * gets a leading apostrophe, and so does text that already has apostrophes before such a sign, so
 * that a reader who removes one apostrophe from `'=`, `''=`, ... has the value again. Text that is
 * nothing but a number is left alone: it computes to itself.
 */
function defuse(text: string): string {
  return formula.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

const quote = (text: string): string =>
  text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

function cell(value: unknown, column: Column | undefined): string {
  if (value === null || value === undefined) return '';
  if (column?.type === 'jsonb') return quote(JSON.stringify(value));
  if (typeof value === 'string') {
    return quote(textTypes.has(column?.type ?? 'text') ? defuse(value) : value);
  }
  return quote(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** The first line: the names of the columns. */
export function writeCsvHeader(columns: Readonly<Record<string, Column>>): string {
  return `${Object.keys(columns).map(quote).join(',')}\r\n`;
}

/**
 * One row as RFC 4180 has it. An absent value is an empty cell, empty text is `""`, JSON is its
 * text, and text that a spreadsheet would compute is defused.
 */
export function writeCsvRow(
  row: Readonly<Record<string, unknown>>,
  columns: Readonly<Record<string, Column>>,
): string {
  const cells = Object.entries(columns).map(([name, column]) => cell(row[name], column));
  return `${cells.join(',')}\r\n`;
}
