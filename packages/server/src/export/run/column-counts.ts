import type { Json } from '@homepot/catalogue';
import type { ExportRow } from '../write/row-encoder.ts';

/** How many values of each column are there at all: for the report of quality. */
export interface ColumnCounts {
  count(rows: readonly ExportRow[]): void;
  result(): { rows: number; nulls: { [column: string]: Json } };
}

export function createColumnCounts(names: readonly string[]): ColumnCounts {
  const nulls = new Array<number>(names.length).fill(0);
  let total = 0;
  return {
    count(rows) {
      total += rows.length;
      for (const row of rows) {
        for (let i = 0; i < names.length; i += 1) {
          if ((row[i] ?? null) === null) nulls[i] = (nulls[i] ?? 0) + 1;
        }
      }
    },
    result: () => ({
      rows: total,
      nulls: Object.fromEntries(names.map((name, i) => [name, nulls[i] ?? 0])),
    }),
  };
}
