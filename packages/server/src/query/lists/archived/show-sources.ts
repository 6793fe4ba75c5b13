import type { RowOrigin } from './row-source.ts';

/** Rows of a page by where they came from, as the answer tells it. */
export type ShownSource =
  | { readonly from: 'database'; readonly rows: number }
  | {
      readonly from: 'archive';
      readonly part: number;
      readonly file: string;
      readonly rows: number;
    };

const keyOf = (origin: RowOrigin) => (origin.kind === 'database' ? 'database' : origin.part);

function showSource(origin: RowOrigin, rows: number): ShownSource {
  if (origin.kind === 'database') return { from: 'database', rows };
  return { from: 'archive', part: origin.part, file: origin.file, rows };
}

/** Counts rows by where they came from, in the order in which the places came. */
export function showSources(origins: readonly RowOrigin[]): readonly ShownSource[] {
  return [...Map.groupBy(origins, keyOf).values()].flatMap((same) =>
    same.slice(0, 1).map((origin) => showSource(origin, same.length)),
  );
}
