import { cellOf } from '../format/cell.ts';

const leftOut = new Set(['id', 'received_at', 'provenance']);

/** One row on one line for people: its time, its table, and every column that says something. */
export function rowLine(
  table: string,
  row: Readonly<Record<string, unknown>>,
  timeColumn: string,
): string {
  const facts = Object.entries(row)
    .filter(([name, value]) => value !== null && name !== timeColumn && !leftOut.has(name))
    .map(([name, value]) => `${name}=${cellOf(value)}`);
  return [cellOf(row[timeColumn]), table, ...facts].join('  ');
}
