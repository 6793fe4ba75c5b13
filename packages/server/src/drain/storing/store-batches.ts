import type { Batch } from '../../spool/index.ts';
import type { Transaction } from '../../store/index.ts';
import { insertBatchIds } from './batch-ids.ts';
import { copyGroup, groupSections } from './copy-sections.ts';
import type { Outcome } from './outcome.ts';

/**
 * Stores the rows of batches whose ids are new, with one COPY for each table and list of columns.
 * The first row that PostgreSQL refuses makes it throw; then the whole transaction is to be rolled
 * back and `storeCarefully` takes its place.
 */
export async function storeBatches(
  transaction: Transaction,
  batches: readonly Batch[],
): Promise<readonly Outcome[]> {
  const fresh = await insertBatchIds(transaction, batches);
  const outcomes = batches.map((batch, i) => ({
    batch,
    duplicate: fresh[i] !== true,
    stored: fresh[i] === true ? batch.sections : [],
    refused: [],
  }));
  for (const group of groupSections(outcomes.flatMap(({ stored }) => stored))) {
    await copyGroup(transaction, group);
  }
  return outcomes;
}
