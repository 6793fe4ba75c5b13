import type { Clock, Log } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import type { SampleBatch } from './sample-batches.ts';
import { createSampleBatches } from './sample-batches.ts';
import { insertSampleInventory } from './sample-inventory.ts';
import { lockSampleState, writeSampleState } from './sample-state.ts';

export interface SampleDataDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Puts a batch through the door: scope and provenance are `sample`. */
  readonly submit: (batch: SampleBatch) => Promise<unknown>;
}

/** Whether nobody has put anything into the database yet. */
async function isFresh(transaction: Transaction): Promise<boolean> {
  const [row] = await transaction.query<{ fresh: boolean }>(
    `SELECT NOT EXISTS (SELECT 1 FROM sites) AND NOT EXISTS (SELECT 1 FROM devices)
       AND NOT EXISTS (SELECT 1 FROM ingest_batches) AS fresh`,
  );
  return row?.fresh === true;
}

/**
 * The instant of the samples that are to be made now; undefined where there is nothing to do.
 * Samples that were begun are finished in any case.
 */
async function begin(
  { database, clock }: SampleDataDependencies,
  onlyFresh: boolean,
): Promise<number | undefined> {
  return database.transaction(async (transaction) => {
    const state = await lockSampleState(transaction);
    if (state.name === 'made') return undefined;
    if (state.name === 'begun') return state.atMs;
    if (onlyFresh && (state.name === 'removed' || !(await isFresh(transaction)))) return undefined;
    const atMs = clock.nowMs();
    await insertSampleInventory(transaction, atMs);
    await writeSampleState(transaction, 'begun', atMs);
    return atMs;
  });
}

/**
 * Makes the sample data, unless they are there; with `onlyFresh`, only in a database that nobody
 * has used yet. Every batch has the same id when it is made again, so an interruption at any point
 * doubles nothing. Returns whether there was something to do.
 */
export async function createSampleData(
  deps: SampleDataDependencies,
  { onlyFresh }: { readonly onlyFresh: boolean },
): Promise<boolean> {
  const atMs = await begin(deps, onlyFresh);
  if (atMs === undefined) return false;
  for (const batch of createSampleBatches(atMs)) await deps.submit(batch);
  await deps.database.transaction((transaction) => writeSampleState(transaction, 'made', atMs));
  deps.log.info('sample data were made');
  return true;
}
