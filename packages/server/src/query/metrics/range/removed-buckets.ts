import type { RollupInterval } from '@homepot/catalogue';
import { rollups, rollupTableName } from '@homepot/catalogue';
import type { QueryDeps } from '../../run-read.ts';

/**
 * Before which buckets of each length may be gone, milliseconds since 1970. Policies of single rollups may
 * differ; the latest holds of all, so that numbers that are shown together cover the same time.
 */
export type RemovedBuckets = Readonly<Record<RollupInterval, number>>;

/** Reads it from what retention says; undefined where nothing is ever removed. */
export function readRemovedBuckets({
  removedUntil,
}: Pick<QueryDeps, 'removedUntil'>): RemovedBuckets | undefined {
  if (removedUntil === undefined) return undefined;
  const latest = { minute: -Infinity, hour: -Infinity, day: -Infinity };
  for (const rollup of rollups) {
    for (const interval of rollup.intervals) {
      latest[interval] = Math.max(
        latest[interval],
        removedUntil(rollupTableName(rollup, interval)),
      );
    }
  }
  return latest;
}
