import type { RollupInterval } from '@homepot/catalogue';
import type { ValueStatistics } from './value-statistics.ts';

/** By what rows are added up: dimensions, and the buckets of a series where `series` says how long. */
export interface CellSet {
  readonly series?: RollupInterval;
  readonly names: readonly string[];
}

/** The numbers of one set of dimensions and one bucket. */
export interface Group {
  readonly names: readonly string[];
  /** Start of the bucket of the series; empty without one. */
  readonly bucket: string;
  readonly statistics: ValueStatistics;
}

/** All groups of a set. */
export interface GatheredSet {
  /** How many there are; `groups` holds the largest ones where they are more than memory is meant for. */
  readonly groupCount: number;
  readonly groups: readonly Group[];
}
