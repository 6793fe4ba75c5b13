import type { Rollup } from '@homepot/catalogue';
import type { Database } from '../../store/index.ts';
import { encodeHistogram } from './histogram-codec.ts';
import type { RollupRange, RollupRows } from './recount-rollup.ts';
import { boundsOf, readRollup, recountRollup, sameNumbers } from './recount-rollup.ts';
import type { RollupEntry } from './rollup-statements.ts';
import { createRollupStatements } from './rollup-statements.ts';

/** The owner of rows that were rebuilt; no spool has this id. */
const rebuilder = '00000000-0000-0000-0000-000000000000';

/** One bucket and dimensions for which the rollup and its rows disagree. */
export interface RollupDifference {
  readonly bucket: number;
  readonly dimensions: readonly (string | number)[];
  /** Rows that the rollup counts, and rows there are. */
  readonly count: number;
  readonly recount: number;
}

function isSame(a: RollupEntry | undefined, b: RollupEntry | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const [kept, counted] = [a.accumulator, b.accumulator];
  return (
    sameNumbers(kept, counted) &&
    encodeHistogram(kept.histogram).equals(encodeHistogram(counted.histogram))
  );
}

function listDifferences(kept: RollupRows, counted: RollupRows): readonly RollupDifference[] {
  return [...new Map([...kept, ...counted])].flatMap(([name, { key, dimensions }]) => {
    const [a, b] = [kept.get(name), counted.get(name)];
    if (isSame(a, b)) return [];
    const count = a?.accumulator.count ?? 0;
    const recount = b?.accumulator.count ?? 0;
    return [{ bucket: key.bucket, dimensions, count, recount }];
  });
}

/**
 * Compares a rollup with a recount of its rows, both as of the same instant, so that drains may go on
 * meanwhile. Empty where they agree. The rows of the range must not have been dropped.
 */
export async function compareRollup(
  database: Database,
  rollup: Rollup,
  range: RollupRange,
): Promise<readonly RollupDifference[]> {
  return await database.transaction(async (transaction) => {
    await transaction.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const kept = await readRollup(transaction, rollup, range);
    return listDifferences(kept, await recountRollup(transaction, rollup, range));
  });
}

/**
 * Replaces a rollup by a recount of its rows and returns what differed. Drains wait as long as it
 * takes, and drop what they remember afterwards, since every checkpoint is stamped anew.
 * The rows of the range must not have been dropped.
 */
export async function rebuildRollup(
  database: Database,
  rollup: Rollup,
  range: RollupRange,
): Promise<readonly RollupDifference[]> {
  return await database.transaction(async (transaction) => {
    // Every drain begins with a row of this table, so none is in the middle of anything.
    await transaction.query('LOCK TABLE spool_checkpoints IN EXCLUSIVE MODE');
    const kept = await readRollup(transaction, rollup, range);
    const counted = await recountRollup(transaction, rollup, range);
    await transaction.query(`DELETE FROM ${rollup.name} WHERE bucket >= $1 AND bucket < $2`, [
      ...boundsOf(rollup, range),
    ]);
    await createRollupStatements(rollup, rebuilder).store(transaction, [...counted.values()]);
    await transaction.query('UPDATE spool_checkpoints SET updated_at = clock_timestamp()');
    return listDifferences(kept, counted);
  });
}
