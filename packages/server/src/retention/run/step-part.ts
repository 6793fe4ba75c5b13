import { HomepotError } from '../../kernel/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import { detachPart } from './detach-part.ts';
import { movePart, movePartIn } from './move-part.ts';
import { noteGone } from './note-gone.ts';
import type { Part } from './part.ts';
import { removeLot } from './remove-lot.ts';
import type { RowsMark } from './rows-mark.ts';
import { isUnchanged, takeRowsMark } from './rows-mark.ts';
import type { RunContext } from './run-context.ts';
import { requireLeaving } from './stays-after-all.ts';

/*
 * How a part leaves. Each state is committed before the next step begins, so that whoever takes over after a
 * crash goes on from there; each step may be done twice.
 *
 *   planned   found to be old enough, and closed: rows of its time are turned away from now on. Attached.
 *   archived  written to the store of archives, as it was at that moment. Attached.
 *   verified  read back from there, and equal to the rows. Attached: until here every row is seen as ever, and
 *             where the store is away, nothing has changed for anybody.
 *   detached  a table of its own. What changed since it was written is found now, when nothing can change any
 *             more; then it is written and verified again.
 *   dropped   gone from the database, and in the same transaction in the archive for its readers.
 *   released  no longer to leave: somebody holds it, or the policy was made longer. Attached.
 *
 * A lot of rows of a table without partitions has no state `detached`: its rows are deleted where a partition
 * is dropped. A part that is not archived goes from planned to verified at once.
 */

/** What one run remembers of a part between steps; another run does without. */
export interface PartMemory {
  mark?: RowsMark;
  writtenRows?: number;
}

async function countRows({ database }: RunContext, relation: string): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*) AS count FROM ${quoteIdentifier(relation)}`,
  );
  return row?.count ?? 0;
}

const idOf = ({ archivePartId, partition }: Part): number => {
  if (archivePartId === null) throw new Error(`${partition} was never archived`);
  return archivePartId;
};

async function write(context: RunContext, part: Part, memory: PartMemory): Promise<Part> {
  if (!part.archive) return movePart(context, part, 'verified');
  memory.mark = await takeRowsMark(context.database);
  const { table, partition, fromMs, untilMs } = part;
  const written = await context.archive.write({ table, partition, fromMs, untilMs });
  const rows = written.rows ?? 0;
  memory.writtenRows = rows;
  return movePart(context, part, 'archived', { archivePartId: written.id, rows });
}

async function verify(context: RunContext, part: Part): Promise<Part> {
  await context.archive.verify(idOf(part));
  return movePart(context, part, 'verified');
}

async function detach(context: RunContext, part: Part): Promise<Part> {
  await detachPart(context, part);
  return movePart(context, part, 'detached');
}

async function archiveDetached(context: RunContext, part: Part): Promise<Part> {
  const { table, partition, fromMs, untilMs } = part;
  const written = await context.archive.write({ table, partition, fromMs, untilMs });
  const moved = { archivePartId: written.id, rows: written.rows ?? 0 };
  const again = await movePart(context, part, 'detached', moved);
  await context.archive.verify(written.id);
  return again;
}

/** Whether the archive holds what the partition holds, now that nothing can change it. */
async function requireArchived(context: RunContext, part: Part, memory: PartMemory): Promise<Part> {
  if (!part.archive) return part;
  // A house that was restored from a backup has given up what was being archived then.
  if (part.archivePartId === null) return archiveDetached(context, part);
  const { mark, writtenRows } = memory;
  if (mark !== undefined && writtenRows !== undefined) {
    if (await isUnchanged(context.database, part.partition, writtenRows, mark)) return part;
  }
  try {
    await context.archive.verify(idOf(part));
    return part;
  } catch (error) {
    if (!(error instanceof HomepotError) || error.code !== 'archive_differs') throw error;
    context.log.info({ part: part.partition }, 'rows changed while they were archived');
  }
  return archiveDetached(context, part);
}

async function drop(context: RunContext, given: Part, memory: PartMemory): Promise<Part> {
  const part = await requireArchived(context, given, memory);
  const { database, clock, lease, turn, archive, runId } = context;
  const found = (await context.keeper.list(part.table)).find(({ name }) => name === part.partition);
  if (found !== undefined && found.state !== 'detached') {
    throw new Error(`${part.partition} is ${found.state} again`);
  }
  // The archive has counted them; of what is not archived, somebody must.
  const isCounted = part.archive && part.rows !== null;
  const rows = isCounted ? (part.rows ?? 0) : found ? await countRows(context, part.partition) : 0;
  const bytes = found?.bytes ?? part.bytes ?? 0;
  return database.transaction(async (transaction) => {
    // A backup may be reading it: nobody else is to wait for that.
    if (found !== undefined) {
      await transaction.query(
        `LOCK TABLE ${quoteIdentifier(part.partition)} IN ACCESS EXCLUSIVE MODE`,
      );
    }
    await lease.hold(transaction, turn);
    await requireLeaving(transaction, part, clock.nowMs());
    const dropped = await movePartIn(transaction, context, part, 'dropped', { rows, bytes });
    await transaction.query(`DROP TABLE IF EXISTS ${quoteIdentifier(part.partition)}`);
    if (part.archive) await archive.settle(transaction, idOf(part));
    await noteGone(transaction, runId, { table: part.table, partitions: 1, rows, bytes });
    return dropped;
  });
}

/** Takes a part one step on, and returns it as it is then. Throws where the step failed: it is as it was. */
export function stepPart(context: RunContext, part: Part, memory: PartMemory): Promise<Part> {
  switch (part.state) {
    case 'planned':
      return write(context, part, memory);
    case 'archived':
      return verify(context, part);
    case 'verified':
      return part.isLot ? removeLot(context, part) : detach(context, part);
    case 'detached':
      return drop(context, part, memory);
    case 'dropped':
    case 'released':
      return Promise.resolve(part);
  }
}
