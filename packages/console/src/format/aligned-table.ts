import { cellOf } from './cell.ts';

/** How a table is laid out. */
export interface Layout {
  /** Columns of the terminal; absent = as wide as it gets. */
  readonly width?: number;
  /** Writes the heading in bold. */
  readonly colour?: boolean;
}

/** A table for people: lines of text, and the columns that found no room. */
export interface AlignedTable {
  readonly lines: readonly string[];
  readonly left: readonly string[];
}

type Row = Readonly<Record<string, unknown>>;

interface Shown {
  readonly name: string;
  readonly cells: readonly string[];
  readonly width: number;
  readonly numeric: boolean;
}

const gap = '  ';
/** Longer cells are cut, with … at their end. The other forms have them whole. */
export const cellCharactersMax = 48;

const cut = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text;

function measure(name: string, rows: readonly Row[]): Shown {
  const cells = rows.map((row) => cut(cellOf(row[name]), cellCharactersMax));
  const width = cells.reduce((widest, cell) => Math.max(widest, cell.length), name.length);
  const numeric = rows.every((row) => row[name] == null || typeof row[name] === 'number');
  return { name, cells, width, numeric };
}

const pad = (text: string, column: Shown): string =>
  column.numeric ? text.padStart(column.width) : text.padEnd(column.width);

function fitInto(columns: readonly Shown[], width: number): readonly Shown[] {
  let used = -gap.length;
  const first = columns.findIndex((column) => {
    used += column.width + gap.length;
    return used > width;
  });
  return first === -1 ? columns : columns.slice(0, Math.max(1, first));
}

/**
 * Lays rows out under the names of their columns; long cells are cut. On a terminal, columns that are
 * empty in every row are left out, and columns that find no room are named in `left`.
 */
export function layOut(
  rows: readonly Row[],
  names: readonly string[],
  layout: Layout,
): AlignedTable {
  const narrow = layout.width !== undefined;
  const told = narrow ? names.filter((name) => rows.some((row) => row[name] != null)) : names;
  const columns = told.map((name) => measure(name, rows));
  const shown = narrow ? fitInto(columns, layout.width) : columns;
  const heading = shown
    .map((column) => pad(column.name, column))
    .join(gap)
    .trimEnd();
  const body = rows.map((_, i) =>
    shown
      .map((column) => pad(column.cells[i] ?? '', column))
      .join(gap)
      .trimEnd(),
  );
  return {
    lines: [layout.colour === true ? `\u001b[1m${heading}\u001b[22m` : heading, ...body],
    left: told.slice(shown.length),
  };
}
