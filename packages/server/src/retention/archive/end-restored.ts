import { HomepotError, limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { isHeld, readHolds } from '../holds/hold.ts';
import type { ArchiveDependencies } from './archive-dependencies.ts';
import { spanOfPart } from './parts/span-of-part.ts';
import type { WrittenPart } from './parts/stored-part.ts';
import { nameOfPart, readPart, requireWritten } from './parts/stored-part.ts';
import { removeRestored } from './remove-restored.ts';
import { summarisePart } from './summarise-part.ts';

/**
 * Somebody has removed some of the rows while they were back, or moved them in time. Once the part were archived
 * again, readers would find all of them in its file. Who restores it once more has all of them again.
 */
function requireAll(part: WrittenPart, removed: number): void {
  const { rows } = part.manifest;
  if (removed === rows) return;
  throw new HomepotError('archive_differs', {
    message: `Of the ${rows} rows that ${nameOfPart(part)} brought back, ${removed} are in ${part.table_name}; they stay there until part ${part.id} is restored once more, which brings the others back`,
  });
}

/** Rows that were brought back, and could not leave again. */
export interface RestoredFault {
  readonly table: string;
  readonly partition: string;
  readonly error: unknown;
}

/** Whether somebody holds some of its rows, an export for example that reads them just now. */
async function isHeldByAnyone(transaction: Transaction, part: WrittenPart): Promise<boolean> {
  const span = spanOfPart(part);
  if (span === undefined) return false;
  await transaction.query('LOCK TABLE retention_holds IN SHARE MODE');
  return isHeld(await readHolds(transaction), part.table_name, span);
}

async function endPart(deps: ArchiveDependencies, id: number): Promise<void> {
  const { database, log } = deps;
  const part = requireWritten(await readPart(database, id));
  // The file is what is left of the rows: it is read once more before they go.
  await summarisePart(deps, part);
  await database.transaction(async (transaction) => {
    await transaction.query(`SET LOCAL lock_timeout = ${limits.restoredLockMillisecondsMax}`);
    const now = await readPart(transaction, id, { lock: true });
    if (now.state !== 'restored' || (await isHeldByAnyone(transaction, part))) return;
    requireAll(part, await removeRestored(transaction, deps, part));
    await transaction.query(
      `UPDATE archive_parts SET state = 'archived', restored_at = NULL, restored_until = NULL
       WHERE id = $1`,
      [id],
    );
  });
  log.info({ part: id, table: part.table_name }, 'restored rows have left again');
}

/**
 * Takes the rows of restored parts out again whose time is over; they are not archived twice. Those that somebody
 * holds stay until the first run in which nobody does. A part whose file is not as it should be, or of whose rows some
 * are gone, keeps them in the database; `onFault` is told, and the first error thrown when all others are done.
 */
export async function endRestored(
  deps: ArchiveDependencies,
  onFault: (fault: RestoredFault) => Promise<void> = async () => undefined,
): Promise<number> {
  const due = await deps.database.query<{ id: number; table_name: string; partition_name: string }>(
    `SELECT id, table_name, partition_name FROM archive_parts
     WHERE state = 'restored' AND restored_until <= $1 ORDER BY id`,
    [new Date(deps.clock.nowMs()).toISOString()],
  );
  const faults: unknown[] = [];
  for (const { id, table_name: table, partition_name: partition } of due) {
    try {
      await endPart(deps, id);
    } catch (error) {
      faults.push(error);
      deps.log.error({ err: error, part: id }, 'restored rows could not leave again');
      await onFault({ table, partition, error });
    }
  }
  if (faults.length > 0) throw faults[0];
  return due.length;
}
