import type { Columns, Table } from './table.ts';

/** The length of one bucket, all in UTC. */
export type RollupInterval = 'minute' | 'hour' | 'day';

/**
 * A dimension and where its value comes from; absent is the empty text or 0. As: the text as it is;
 * the hundreds digit of a status; 1 where there is a value; 1 where it is true; 1 where it is more
 * than nothing; the first characters of a text; the first of some keys of a JSON object whose value
 * is a text.
 */
export type Dimension =
  | { readonly column: string; readonly as: 'value' }
  | { readonly column: string; readonly as: 'status_class' }
  | { readonly column: string; readonly as: 'presence' }
  | { readonly column: string; readonly as: 'flag' }
  | { readonly column: string; readonly as: 'positive' }
  | { readonly column: string; readonly as: 'cut'; readonly charactersMax: number }
  | {
      readonly column: string;
      readonly as: 'json_text';
      readonly keys: readonly string[];
      readonly charactersMax: number;
    };

/** Which rows of the source count: those with a value in a column, or with one certain value. */
interface RollupCondition {
  readonly column: string;
  /** Absent = any value. */
  readonly equals?: string;
}

/**
 * A rollup: numbers kept per bucket and dimension, updated in the transaction that stores the rows,
 * so that they are exact to the last committed batch. Each interval has a table of its own, so that
 * a long range costs days and not minutes.
 */
export interface Rollup {
  /** The name of the family; its tables are called after it and the interval. */
  readonly name: string;
  readonly description: string;
  /** The table whose rows it counts. */
  readonly source: Table<Columns>;
  /** From the finest to the coarsest, each a multiple of the one before; the last is the day. */
  readonly intervals: readonly RollupInterval[];
  /** Name of each dimension column of the rollup, and where its value comes from. */
  readonly dimensions: Readonly<Record<string, Dimension>>;
  /** The columns whose sum, minimum, maximum and distribution are kept; none = only counted. */
  readonly values: readonly string[];
  /** Which rows count; absent = all. */
  readonly where?: RollupCondition;
  /** Further indexes of its tables, as in a table. */
  readonly indexes?: readonly string[];
}

/**
 * Relative error of a quantile read from a rollup's histogram, at most. Buckets grow by
 * (1 + e) / (1 - e), so that the middle of a bucket is within e of everything in it.
 */
export const histogramRelativeError = 0.02;
