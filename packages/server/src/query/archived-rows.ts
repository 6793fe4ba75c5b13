/** Which rows of an archived part are wanted. They may be more: what SQL knows is compared by SQL. */
export interface WantedRows {
  readonly timeColumn: string;
  readonly order: 'asc' | 'desc';
  /** Microseconds since 1970. */
  readonly from: bigint | undefined;
  /** Exclusive. */
  readonly until: bigint | undefined;
  /** Only rows behind this one, in the order. */
  readonly after: { readonly micros: bigint; readonly id: bigint } | undefined;
  /** Columns that have one of some values. */
  readonly equal: Readonly<Record<string, readonly (string | number | boolean)[]>>;
}

/** Hands out rows that have left the database. */
export interface ArchivedRows {
  /** In the order that is asked for, as JSON arrays of objects, some at a time and as they are taken. */
  readRows(part: number, wanted: WantedRows, signal?: AbortSignal): AsyncIterable<string>;
}
