import type { Instant } from '../../parameters/instant.ts';
import type { Row } from '../show-row.ts';

/** Where rows of a page came from. */
export type RowOrigin =
  | { readonly kind: 'database' }
  | { readonly kind: 'archive'; readonly part: number; readonly file: string };

/** Rows in the order of a list. */
export interface RowSource {
  readonly origin: RowOrigin;
  /** No row comes before this instant, in the order of the list; undefined = any may. */
  readonly first: Instant | undefined;
  read(): AsyncGenerator<Row, void>;
}

/** A row and where it came from. */
export interface FoundRow {
  readonly row: Row;
  readonly origin: RowOrigin;
}
