import type { TableView } from '../house-view.ts';
import type { Line } from './line.ts';
import { segment } from './line.ts';
import { rate, sparkline, wholeNumber } from './words.ts';

const labelWidth = 16;
const rowsWidthMin = 12;
const newWidth = 10;
const rateWidth = 9;
const gap = '  ';
const secondsEach = 5;

function rowsOf({ rows, about }: TableView): string {
  if (rows === null) return 'not shown';
  return `${about ? 'about ' : ''}${wholeNumber(rows)}`;
}

/** Every table family: rows in all, new in this session, a minute, and the last minutes as blocks. */
export function tableLines(tables: readonly TableView[], columns: number): readonly Line[] {
  const rowsWidth = Math.max(rowsWidthMin, ...tables.map((table) => rowsOf(table).length));
  const textWidth = labelWidth + rowsWidth + newWidth + rateWidth + gap.length;
  const points = Math.max(0, Math.min(60, columns - textWidth));
  const span = `last ${Math.round((points * secondsEach) / 60)} min`;
  const heading = [
    'collected'.padEnd(labelWidth),
    'rows'.padStart(rowsWidth),
    'new'.padStart(newWidth),
    'a minute'.padStart(rateWidth),
    points >= span.length ? gap + span : '',
  ].join('');
  const lines = tables.map((table): Line => {
    const isQuiet = table.session === 0;
    return [
      segment(table.label.padEnd(labelWidth)),
      segment(rowsOf(table).padStart(rowsWidth)),
      segment(wholeNumber(table.session).padStart(newWidth), isQuiet ? 'quiet' : 'good'),
      segment(rate(table.per_minute).padStart(rateWidth), isQuiet ? 'quiet' : undefined),
      segment(points > 0 ? gap + sparkline(table.history.slice(-points)) : '', 'info'),
    ];
  });
  return [[segment(heading, 'strong')], ...lines];
}
