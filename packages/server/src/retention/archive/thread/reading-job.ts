import type { FileSection } from '../parts/manifest.ts';

/** A file whose bytes the reading thread asks for: `read` with a range. */
export interface FileJob {
  readonly bytes: number;
  readonly sections: readonly FileSection[];
}

/** The place of a row: its instant in microseconds since 1970, and its id. */
interface RowPlace {
  readonly micros: bigint;
  readonly id: bigint;
}

/** Which rows of a file are wanted, in which order. They are a superset: filters that SQL knows come later. */
export interface RowsWanted {
  readonly timeColumn: string;
  readonly order: 'asc' | 'desc';
  /** Microseconds since 1970. */
  readonly from: bigint | undefined;
  /** Exclusive. */
  readonly until: bigint | undefined;
  /** Only rows behind this one, in the order. */
  readonly after: RowPlace | undefined;
  /** Columns that have one of some values. */
  readonly equal: Readonly<Record<string, readonly (string | number | boolean)[]>>;
}

/** Adds all rows up; the result is a ContentSummary. */
export interface SummaryJob {
  readonly kind: 'summary';
  readonly file: FileJob;
  readonly timeColumn: string;
}

/** Gives away `rows` as the text of a JSON array of objects, some at a time. */
export interface RowsJob {
  readonly kind: 'rows';
  readonly file: FileJob;
  /** Of one array. */
  readonly rowsMax: number;
  readonly charactersMax: number;
  readonly wanted: RowsWanted;
}

/** Gives away the `keys` of all rows, some at a time. */
export interface KeysJob {
  readonly kind: 'keys';
  readonly file: FileJob;
  readonly rowsMax: number;
  readonly timeColumn: string;
}

export type ReadingJob = SummaryJob | RowsJob | KeysJob;

/** Rows by their instants, as ISO 8601, and ids. */
export interface RowKeys {
  readonly times: readonly string[];
  readonly ids: readonly string[];
}
