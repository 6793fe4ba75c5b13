import type { Rollup, RollupInterval } from '@homepot/catalogue';
import { rollupTableName } from '@homepot/catalogue';
import type { Database, Transaction } from '../../store/index.ts';
import { readRemovedUntil, requireRowsThere } from '../numbers/whole-day.ts';
import { holdDrains } from '../storing/hold-drains.ts';
import { encodeHistogram } from './histogram-codec.ts';
import type { RollupRange, RollupRows } from './recount-rollup.ts';
import { boundsOf, coarsen, readRollup, recountRollup, sameNumbers } from './recount-rollup.ts';
import { bucketStartMs } from './rollup-bucket.ts';
import { listRollupDays } from './rollup-days.ts';
import type { RollupEntry } from './rollup-statements.ts';
import { createRollupStatements } from './rollup-statements.ts';

/** The owner of rows that were rebuilt; no spool has this id. */
const rebuilder = '00000000-0000-0000-0000-000000000000';

/** One bucket and dimensions for which a table of a rollup and its rows disagree. */
export interface RollupDifference {
  readonly table: string;
  /** Start of the bucket, ISO 8601. */
  readonly bucket: string;
  readonly dimensions: readonly (string | number)[];
  /** Rows that the rollup counts, and rows there are. */
  readonly count: number;
  readonly recount: number;
}

function isSame(a: RollupEntry | undefined, b: RollupEntry | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const [kept, counted] = [a.accumulator, b.accumulator];
  const bytesOf = ({ values }: typeof kept) =>
    Buffer.concat(values.map(({ histogram }) => encodeHistogram(histogram)));
  return sameNumbers(kept, counted) && bytesOf(kept).equals(bytesOf(counted));
}

/** One table of a rollup as it is, and as it should be. */
interface Comparison {
  readonly rollup: Rollup;
  readonly interval: RollupInterval;
  readonly kept: RollupRows;
  readonly counted: RollupRows;
}

function listDifferences({ rollup, interval, kept, counted }: Comparison) {
  return [...new Map([...kept, ...counted])].flatMap(([name, { key, dimensions }]) => {
    const [a, b] = [kept.get(name), counted.get(name)];
    if (isSame(a, b)) return [];
    return [
      {
        table: rollupTableName(rollup, interval),
        bucket: new Date(bucketStartMs(interval, key.bucket)).toISOString(),
        dimensions,
        count: a?.accumulator.count ?? 0,
        recount: b?.accumulator.count ?? 0,
      },
    ];
  });
}

async function compareDay(
  transaction: Transaction,
  rollup: Rollup,
  day: RollupRange,
): Promise<readonly Comparison[]> {
  const recount = await recountRollup(transaction, rollup, day);
  await requireRowsThere(transaction, rollup.source.name, day);
  const nameOf = (interval: RollupInterval) => rollupTableName(rollup, interval);
  const removed = await readRemovedUntil(transaction, rollup.intervals.map(nameOf));
  const comparisons: Comparison[] = [];
  for (const interval of rollup.intervals) {
    // Short buckets leave before their rows do: they are not wrong, but gone.
    if ((removed.get(nameOf(interval)) ?? Number.NEGATIVE_INFINITY) > day.fromMs) continue;
    const kept = await readRollup(transaction, rollup, interval, day);
    comparisons.push({ rollup, interval, kept, counted: coarsen(recount, rollup, interval) });
  }
  return comparisons;
}

async function compareAtOnce(database: Database, rollup: Rollup, day: RollupRange) {
  return await database.transaction(async (transaction) => {
    await transaction.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    return (await compareDay(transaction, rollup, day)).flatMap(listDifferences);
  });
}

/**
 * Compares a rollup with a recount of its rows, day by day, each as of one instant, so that drains
 * may go on meanwhile. Empty where they agree. The rows of the range must not have been dropped.
 */
export async function compareRollup(
  database: Database,
  rollup: Rollup,
  range: RollupRange,
): Promise<readonly RollupDifference[]> {
  const differences: RollupDifference[] = [];
  for await (const day of listRollupDays(database, rollup, range)) {
    differences.push(...(await compareAtOnce(database, rollup, day)));
  }
  return differences;
}

async function replace(transaction: Transaction, comparison: Comparison, day: RollupRange) {
  const { rollup, interval, counted } = comparison;
  await transaction.query(
    `DELETE FROM ${rollupTableName(rollup, interval)} WHERE bucket >= $1 AND bucket < $2`,
    [...boundsOf(day)],
  );
  const statements = createRollupStatements(rollup, interval, rebuilder);
  await statements.store(transaction, [...counted.values()]);
}

/**
 * Puts a recount in the place of what a rollup says wrongly, day by day, and returns what differed; a
 * table that is right on a day is left alone. Where one is not, drains wait for the recount of that
 * day, and drop what they remember afterwards. The rows of the range must not have been dropped.
 */
export async function rebuildRollup(
  database: Database,
  rollup: Rollup,
  range: RollupRange,
): Promise<readonly RollupDifference[]> {
  const differences: RollupDifference[] = [];
  for await (const day of listRollupDays(database, rollup, range)) {
    if ((await compareAtOnce(database, rollup, day)).length === 0) continue;
    await database.transaction(async (transaction) => {
      await holdDrains(transaction);
      for (const comparison of await compareDay(transaction, rollup, day)) {
        const found = listDifferences(comparison);
        if (found.length > 0) await replace(transaction, comparison, day);
        differences.push(...found);
      }
    });
  }
  return differences;
}
