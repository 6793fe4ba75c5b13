import type { Clock, Door } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Batch } from '../../spool/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { removeRows } from '../../store/index.ts';
import { countRows } from './outcome.ts';

/** Batches of an import are remembered for ever, so that the same file never goes in twice. */
const doorKeptForEver: Door = 'import';

const dayMs = 86_400_000;

/**
 * A scope holds no NUL, so this is unique for a batch id. It is well-formed, as the id is when it
 * comes back from the database; otherwise a new batch would pass for a duplicate.
 */
const nameOf = (batch: { scope: string; batchId: string }): string =>
  `${batch.scope}\0${batch.batchId}`.toWellFormed();

/**
 * Enters the ids of batches, and says for each batch whether it is new: not stored before, by any
 * server, and not earlier in the same list. Two drains that enter the same ids do so in the same
 * order, so one waits for the other instead of both.
 */
export async function insertBatchIds(
  transaction: Transaction,
  batches: readonly Batch[],
): Promise<readonly boolean[]> {
  const inserted = await transaction.query<{ scope: string; batchId: string }>(
    `INSERT INTO ingest_batches (scope, batch_id, door, row_count, stored_at)
     SELECT scope, batch_id, door, row_count, clock_timestamp()
     FROM unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::integer[])
       WITH ORDINALITY AS given (scope, batch_id, door, row_count, place)
     ORDER BY scope COLLATE "C", batch_id COLLATE "C", place
     ON CONFLICT (scope, batch_id) DO NOTHING
     RETURNING scope, batch_id AS "batchId"`,
    [
      batches.map(({ scope }) => scope),
      batches.map(({ batchId }) => batchId),
      batches.map(({ door }) => door),
      batches.map(({ sections }) => countRows(sections)),
    ],
  );
  const fresh = new Set(inserted.map(nameOf));
  return batches.map((batch) => fresh.delete(nameOf(batch)));
}

/** Corrects how many rows of a batch were stored, when some were refused. */
export async function correctRowCount(
  transaction: Transaction,
  batch: Batch,
  rowCount: number,
): Promise<void> {
  await transaction.query(
    'UPDATE ingest_batches SET row_count = $3 WHERE scope = $1 AND batch_id = $2',
    [batch.scope, batch.batchId, rowCount],
  );
}

/** Whether a batch of that id is stored. */
export async function hasBatch(
  database: Pick<Database, 'query'>,
  scope: string,
  batchId: string,
): Promise<boolean> {
  const rows = await database.query(
    'SELECT 1 FROM ingest_batches WHERE scope = $1 AND batch_id = $2',
    [scope, batchId],
  );
  return rows.length > 0;
}

/** Forgets the ids of batches that were stored more than `limits.batchIdsKeptDays` ago. */
export async function removeOldBatchIds(database: Database, clock: Clock): Promise<number> {
  const before = new Date(clock.nowMs() - limits.batchIdsKeptDays * dayMs).toISOString();
  return removeRows(database, 'ingest_batches', 'stored_at < $1 AND door <> $2', [
    before,
    doorKeptForEver,
  ]);
}
