import type { Column } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { findExportHold } from '../holds/find-export-hold.ts';
import type { ArchiveDependencies } from './archive-dependencies.ts';
import { spanOfPart } from './parts/span-of-part.ts';
import type { StoredPart, WrittenPart } from './parts/stored-part.ts';
import { nameOfPart, readPart, requireTable, requireWritten } from './parts/stored-part.ts';
import { removeRestored } from './remove-restored.ts';
import { createChannel, waitForBoth } from './thread/channel.ts';
import { fileOf, rangesOf, toPartError } from './thread/read-part.ts';
import type { RestoringJob } from './thread/restoring-job.ts';
import { runThread } from './thread/run-thread.ts';

const dayMs = 86_400_000;
const instant = (ms: number) => new Date(ms).toISOString();
const dayOf = (at: string) => Math.floor(Date.parse(at) / dayMs);

/** The days that the rows of a part lie in, since 1970. */
function daysOf({ oldest, newest }: StoredPart): readonly number[] {
  if (oldest === null || newest === null) return [];
  const first = dayOf(oldest);
  return Array.from({ length: dayOf(newest) - first + 1 }, (_, i) => first + i);
}

/** The columns of the file that the table still has; those that came later take their defaults. */
function columnsOf({ manifest, table_name }: WrittenPart): RestoringJob['columns'] {
  const { columns } = requireTable(table_name);
  return manifest.columns.flatMap(({ name }) => {
    const column: Column | undefined = columns[name];
    return column === undefined ? [] : [{ name, type: column.type }];
  });
}

/** Copies the rows of the file into the table; returns how many. */
async function copyBack(
  transaction: Transaction,
  { storage }: ArchiveDependencies,
  part: WrittenPart,
): Promise<number> {
  const columns = columnsOf(part);
  const job: RestoringJob = { file: fileOf(part), columns };
  const tuples = createChannel<Uint8Array>();
  const module = new URL('./thread/restoring-thread.ts', import.meta.url);
  const thread = runThread<number>(module, job, {
    ...rangesOf(storage, part),
    tuples: (bytes: Uint8Array) => tuples.put(bytes),
  });
  thread.then(
    () => tuples.end(),
    (error) => tuples.end(error),
  );
  const names = columns.map(({ name }) => name);
  try {
    const copied = transaction.copy(part.table_name, names, tuples.values);
    copied.catch(() => tuples.close());
    const [rows] = await waitForBoth(copied, thread);
    return rows;
  } catch (error) {
    throw toPartError(error, part);
  }
}

/** Whose rows come back as rows; the audit trail is a chain, and read in the archive. */
function requireRestorable(
  { table_name, id, state, restored_until }: StoredPart,
  nowMs: number,
): void {
  if (table_name === 'audit_logs') {
    throw new HomepotError('parameter_invalid', {
      path: 'table',
      message:
        'The audit trail is not put together again; its old rows are read with `include_archived`',
    });
  }
  // What is back, and should have left by now, could not: some of its rows are gone, and are brought back with this.
  const isOver = restored_until !== null && Date.parse(restored_until) <= nowMs;
  if (state !== 'archived' && !(state === 'restored' && isOver)) {
    throw new HomepotError('job_not_in_state', {
      message: `Part ${id} is ${state}; only rows that have left can be restored`,
    });
  }
}

/**
 * An export that reads the range has the rows from the file, and would have them from the table once more. Whoever
 * removes rows, or makes an export, waits until these are there, and then sees them.
 */
async function requireReadByNoExport(transaction: Transaction, part: WrittenPart): Promise<void> {
  await transaction.query('LOCK TABLE retention_holds IN SHARE ROW EXCLUSIVE MODE');
  const span = spanOfPart(part);
  if (span === undefined) return;
  const reading = await findExportHold(transaction, part.table_name, span);
  if (reading === undefined) return;
  throw new HomepotError('job_not_in_state', {
    message: `Part ${part.id} is being read: ${reading}; restore it when that has ended`,
  });
}

/**
 * Brings the rows of a part back into the database, with their ids, in one transaction with the note that they
 * are there: until then readers find them in the file, and from then on in the table. They stay
 * until `untilMs`. What is left of a part whose time was over, and that could not leave, is replaced. Throws job_not_in_state, archive_* or storage_*.
 */
export async function restorePart(
  deps: ArchiveDependencies,
  id: number,
  untilMs: number,
  actor: Actor,
): Promise<StoredPart> {
  const { database, clock, partitions } = deps;
  const part = requireWritten(await readPart(database, id));
  requireRestorable(part, clock.nowMs());
  await partitions.reopen(part.table_name, daysOf(part));
  await database.transaction(async (transaction) => {
    await requireReadByNoExport(transaction, part);
    const now = await readPart(transaction, id, { lock: true });
    requireRestorable(now, clock.nowMs());
    if (now.state === 'restored') await removeRestored(transaction, deps, part);
    const rows = await copyBack(transaction, deps, part);
    if (rows !== part.manifest.rows) {
      throw new HomepotError('archive_damaged', {
        message: `${nameOfPart(part)} gave ${rows} rows of ${part.manifest.rows}`,
      });
    }
    const atMs = clock.nowMs();
    await transaction.query(
      `UPDATE archive_parts SET state = 'restored', restored_at = $2, restored_until = $3
       WHERE id = $1`,
      [id, instant(atMs), instant(untilMs)],
    );
    await appendAudit(transaction, {
      atMs,
      eventType: 'archive_restored',
      description: `${rows} rows of ${part.table_name} from ${part.object_key} are back in the database`,
      newValues: { restored_until: instant(untilMs) },
      ...auditedActor(actor, { part: id }),
    });
  });
  return readPart(database, id);
}
