import type { Rollup, RollupInterval } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';
import { mergeAccumulator } from './accumulator.ts';
import { coarserBucket, finestOf } from './rollup-bucket.ts';
import type { RollupCache } from './rollup-cache.ts';
import { createRollupStatements } from './rollup-statements.ts';

/** One table of a rollup, for one writer. */
export interface RollupLevel {
  /** Adds what a transaction brings, told in buckets of the finest interval. */
  merge(deltas: RollupCache): void;
  /** Writes the rows that this transaction touched. */
  store(transaction: Transaction): Promise<void>;
}

/** Creates the level of a rollup for one interval, above the rows that are remembered of it. */
export function createRollupLevel(
  rollup: Rollup,
  interval: RollupInterval,
  writer: string,
  cache: RollupCache,
): RollupLevel {
  const statements = createRollupStatements(rollup, interval, writer);
  const finest = finestOf(rollup);
  return {
    merge(deltas) {
      for (const { key, accumulator } of deltas.touched()) {
        const bucket = coarserBucket(finest, interval, key.bucket);
        mergeAccumulator(cache.touch({ ...key, bucket }).accumulator, accumulator);
      }
    },
    async store(transaction) {
      const touched = cache.touched();
      const missing = touched.filter((row) => !row.loaded);
      await statements.load(transaction, missing);
      for (const row of missing) row.loaded = true;
      await statements.store(transaction, touched);
    },
  };
}
