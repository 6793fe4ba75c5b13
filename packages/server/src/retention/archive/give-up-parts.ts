import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { ArchiveDependencies } from './archive-dependencies.ts';
import { manifestKeyOf } from './parts/stored-part.ts';

/*
 * How a part is given up that never became the only place of its rows. It is `writing` again, so that nobody can settle
 * it; then its files are removed; then it is `abandoned`, and only then. So a part that was cut off on the way, by a crash or
 * because the storage was away, is told by its state, and the next run goes on with it. What a restored backup gave up is
 * `abandoned` at once: its files may be those of the house that was backed up, and nobody comes back to them.
 */

/** A part whose file is to go. */
export interface LeftPart {
  readonly id: number;
  readonly object_key: string;
}

/** Removes what is left of a part, then gives it up. False where that could not be done now: it may fail, and costs room. */
export async function removeLeft(
  { database, storage, log }: ArchiveDependencies,
  { id, object_key: key }: LeftPart,
  fault: string,
): Promise<boolean> {
  try {
    await storage.remove(key);
    await storage.remove(manifestKeyOf(key));
  } catch (error) {
    log.warn({ err: error, key }, 'what is left of an archived file is removed later');
    return false;
  }
  await database.query(
    `UPDATE archive_parts SET state = 'abandoned', fault = $2 WHERE id = $1 AND state = 'writing'`,
    [id, fault],
  );
  return true;
}

/**
 * Gives up parts that an earlier run began, and that nothing on its way names: their rows are in the database. To be
 * called before a run writes any; `hold` throws where another server does that by now. Where the storage is away,
 * the others wait for the next run.
 */
export async function giveUpLeftParts(
  deps: ArchiveDependencies,
  hold: (transaction: Transaction) => Promise<void>,
): Promise<void> {
  const { database } = deps;
  // Nothing comes to name one of them afterwards: whoever wrote it would have, before its turn was over.
  const found = await database.transaction(async (transaction) => {
    await hold(transaction);
    return transaction.query<{ id: number }>(
      `SELECT id FROM archive_parts AS left_over WHERE state IN ('writing', 'written', 'verified')
         AND NOT EXISTS (SELECT FROM retention_parts AS part
           WHERE part.archive_part_id = left_over.id AND part.state NOT IN ('dropped', 'released'))
       ORDER BY id LIMIT $1`,
      [limits.retentionLeftPartsMax],
    );
  });
  if (found.length === 0) return;
  const left = await database.query<LeftPart>(
    `UPDATE archive_parts SET state = 'writing', verified_at = NULL
     WHERE id = ANY ($1::bigint[]) AND state IN ('writing', 'written', 'verified')
     RETURNING id, object_key`,
    [found.map(({ id }) => id)],
  );
  for (const part of left) {
    if (!(await removeLeft(deps, part, 'What was begun of it was left behind.'))) return;
  }
}
