import type { Provenance, Table } from '@homepot/catalogue';

/** Which rows of a table are read. */
export interface RowRange {
  readonly table: Table;
  readonly timeColumn: string;
  /** ISO 8601; the end is not included. */
  readonly from: string;
  readonly until: string;
  readonly provenance: readonly Provenance[];
  /** The column that says which device a row is about, and which devices are wanted. */
  readonly devices?: { readonly column: string; readonly names: readonly string[] } | undefined;
  /** Rows that arrived up to then, and later than `receivedAfter`. */
  readonly completeUntil: string;
  readonly receivedAfter?: string | undefined;
}

/** A row as the database gives it, by the names that were asked for. */
export type RawRow = Readonly<Record<string, unknown>>;
