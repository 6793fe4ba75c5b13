import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import { isHeld, readHolds } from '../holds/hold.ts';
import type { ArchiveDependencies } from './archive-dependencies.ts';
import type { WrittenPart } from './parts/stored-part.ts';
import { readPart, requireTable, requireWritten } from './parts/stored-part.ts';
import { summarisePart } from './summarise-part.ts';
import { fileOf, runReading } from './thread/read-part.ts';
import type { RowKeys } from './thread/reading-job.ts';

/** Takes exactly the rows of the file out of the table: others of the same days may have come since. */
async function removeRestored(
  transaction: Transaction,
  { storage }: ArchiveDependencies,
  part: WrittenPart,
): Promise<void> {
  const { name, timeColumn } = requireTable(part.table_name);
  const time = quoteIdentifier(timeColumn);
  const statement = `DELETE FROM ${quoteIdentifier(name)} AS rows
    USING unnest($1::timestamptz[], $2::bigint[]) AS leaving (at, id)
    WHERE rows.${time} = leaving.at AND rows.id = leaving.id`;
  await runReading(
    storage,
    part,
    { kind: 'keys', file: fileOf(part), timeColumn, rowsMax: limits.restoredRowsRemovedMax },
    { keys: ({ times, ids }: RowKeys) => transaction.query(statement, [times, ids]) },
  );
}

/** Whether somebody holds some of its rows, an export for example that reads them just now. */
async function isHeldByAnyone(transaction: Transaction, part: WrittenPart): Promise<boolean> {
  const { table_name: table, oldest, newest } = part;
  if (oldest === null || newest === null) return false;
  await transaction.query('LOCK TABLE retention_holds IN SHARE MODE');
  const span = { fromMs: Date.parse(oldest), untilMs: Date.parse(newest) + 1 };
  return isHeld(await readHolds(transaction), table, span);
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
    await removeRestored(transaction, deps, part);
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
 * holds stay until the first run in which nobody does. A part
 * whose file is not as it should be keeps its rows in the database, and the error is thrown when
 * all others are done.
 */
export async function endRestored(deps: ArchiveDependencies): Promise<number> {
  const due = await deps.database.query<{ id: number }>(
    `SELECT id FROM archive_parts WHERE state = 'restored' AND restored_until <= $1 ORDER BY id`,
    [new Date(deps.clock.nowMs()).toISOString()],
  );
  const faults: unknown[] = [];
  for (const { id } of due) {
    await endPart(deps, id).catch((error: unknown) => {
      faults.push(error);
      deps.log.error({ err: error, part: id }, 'restored rows could not leave again');
    });
  }
  if (faults.length > 0) throw faults[0];
  return due.length;
}
