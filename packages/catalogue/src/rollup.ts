import type { Columns, Table } from './table.ts';

/** The length of one bucket. */
export type RollupInterval = 'minute' | 'hour' | 'day';

/** A dimension: a column as it is, the hundreds digit of a status code, or whether there is a value. */
export interface Dimension {
  readonly column: string;
  readonly as: 'value' | 'status_class' | 'presence';
}

/**
 * A rollup: numbers kept per bucket and dimension, updated in the transaction that stores the rows,
 * so that they are exact to the last committed batch.
 */
export interface Rollup {
  /** The name of its table. */
  readonly name: string;
  readonly description: string;
  /** The table whose rows it counts. */
  readonly source: Table<Columns>;
  readonly interval: RollupInterval;
  /** Name of each dimension column of the rollup, and where its value comes from. */
  readonly dimensions: Readonly<Record<string, Dimension>>;
  /** The column whose sum, minimum, maximum and distribution are kept; absent = only counted. */
  readonly value?: string;
}

/**
 * Relative error of a quantile read from a rollup's histogram, at most. Buckets grow by
 * (1 + e) / (1 - e), so that the middle of a bucket is within e of everything in it.
 */
export const histogramRelativeError = 0.02;
