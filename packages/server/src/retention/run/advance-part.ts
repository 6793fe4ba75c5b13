import { HomepotError, limits } from '../../kernel/index.ts';
import { classifyDatabaseError } from '../../store/index.ts';
import { LeaseLost } from './lease.ts';
import { noteFailure } from './note-failure.ts';
import { noteSkipped } from './note-skipped.ts';
import type { Part } from './part.ts';
import { releasePart } from './release-part.ts';
import type { RunContext } from './run-context.ts';
import { StaysAfterAll, staysAfterAll } from './stays-after-all.ts';
import type { PartMemory } from './step-part.ts';
import { stepPart } from './step-part.ts';

/** Whether it is no part's fault, and the run itself cannot go on. */
function endsRun(context: RunContext, error: unknown): boolean {
  if (context.signal.aborted || error instanceof LeaseLost) return true;
  return !(error instanceof HomepotError) && classifyDatabaseError(error) === 'retry';
}

const isAway = (error: unknown): error is HomepotError =>
  error instanceof HomepotError && error.code.startsWith('storage_');

const isWrong = (error: unknown): boolean =>
  error instanceof HomepotError && error.code.startsWith('archive_');

/** From where it goes on: what was written wrongly is written anew, and what nobody sees is put back. */
async function fallBack(context: RunContext, part: Part, error: unknown): Promise<Part['state']> {
  if (part.state === 'detached') {
    await context.keeper.attach(part.table, part.partition);
    return 'planned';
  }
  // Other rows would leave than were verified: they are archived anew, or the lot would never leave.
  if (part.state === 'verified' && part.isLot) return 'planned';
  return part.state === 'archived' && isWrong(error) ? 'planned' : part.state;
}

/** Rows that changed while they were archived are no fault: they are archived again. */
const mayTryAgain = (part: Part, error: unknown, attempts: number): boolean =>
  part.state === 'archived' &&
  error instanceof HomepotError &&
  error.code === 'archive_differs' &&
  attempts < limits.retentionAttemptsMax;

/** One step, unless since the run began somebody has said that it shall stay. Throws StaysAfterAll. */
async function stepUnlessKept(context: RunContext, part: Part, memory: PartMemory): Promise<Part> {
  const reason = await staysAfterAll(context.database, part, context.clock.nowMs());
  if (reason !== undefined) throw new StaysAfterAll(reason);
  return stepPart(context, part, memory);
}

/** What goes no further in this run: released where it shall stay, else as it was, and tried again later. */
async function leaveAlone(context: RunContext, part: Part, error: unknown): Promise<Part> {
  if (error instanceof StaysAfterAll) {
    await noteSkipped(context, part.table, `${part.partition}: ${error.message}`);
    return releasePart(context, part);
  }
  if (isAway(error)) context.archiveAway = error.message;
  await noteFailure(context, part, error, await fallBack(context, part, error));
  return part;
}

/**
 * Takes a part on until it has left, or a step fails. A part that failed stays readable and is tried again in
 * the next run; whoever watches is told. Throws only where the run itself must end.
 */
export async function advancePart(context: RunContext, given: Part): Promise<Part> {
  const memory: PartMemory = {};
  let part = given;
  let attempts = 0;
  while (part.state !== 'dropped' && part.state !== 'released') {
    context.signal.throwIfAborted();
    try {
      part = await stepUnlessKept(context, part, memory);
    } catch (error) {
      if (endsRun(context, error)) throw error;
      attempts += 1;
      if (mayTryAgain(part, error, attempts)) {
        part = { ...part, state: 'planned' };
        await putBack(context, part);
        continue;
      }
      return leaveAlone(context, part, error);
    }
  }
  return part;
}

async function putBack({ database, lease, turn }: RunContext, { id }: Part): Promise<void> {
  await database.transaction(async (transaction) => {
    await lease.hold(transaction, turn);
    await transaction.query(`UPDATE retention_parts SET state = 'planned' WHERE id = $1`, [id]);
  });
}
