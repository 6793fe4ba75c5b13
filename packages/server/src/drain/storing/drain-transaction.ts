import type { Clock, Log } from '../../kernel/index.ts';
import { inSlices, limits } from '../../kernel/index.ts';
import type { Batch } from '../../spool/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import type { RollupKeeper } from '../rollup/rollup-keeper.ts';
import { bisect } from './bisect.ts';
import type { Checkpoint } from './checkpoint.ts';
import { lockCheckpoint, moveCheckpoint, sameCheckpoint } from './checkpoint.ts';
import type { ClosedDays } from './closed-days.ts';
import { putBackClosed, takeOutClosed } from './closed-days.ts';
import type { DrainStep } from './drain-step.ts';
import type { Outcome } from './outcome.ts';
import { storeQuarantine } from './quarantine.ts';
import { isGone, isRefusal } from './refusal.ts';
import { storeBatches } from './store-batches.ts';
import { storeCarefully } from './store-carefully.ts';

/** What one transaction is to do. */
export interface Work {
  /** Where the drain believes the checkpoint to be. */
  readonly from: Checkpoint;
  /** The last sequence number of the batches. */
  readonly sequence: number;
  readonly batches: readonly Batch[];
  /** Days of which no rows are taken any more; theirs go to quarantine. */
  readonly closed: ClosedDays;
  /** Whether a row of these was refused before, so that the one at fault is to be found. */
  readonly careful: boolean;
  /** Whether a row that finds no partition counts as refused. */
  readonly partitionsGivenUp: boolean;
}

/** What one transaction did, if it was committed. */
export interface Done {
  readonly checkpoint: Checkpoint;
  readonly outcomes: readonly Outcome[];
  /** What is now stored: no duplicates, no refused rows. */
  readonly stored: readonly Batch[];
  readonly stepsRefused: number;
}

export interface DrainTransactionDeps {
  readonly spoolId: string;
  readonly database: Database;
  readonly rollups: RollupKeeper;
  readonly steps: readonly DrainStep[];
  readonly clock: Clock;
  readonly log: Log;
}

/** The checkpoint is not where the drain believed it to be; nothing was done. */
export class CheckpointMoved extends Error {}

function listStored(outcomes: readonly Outcome[]): readonly Batch[] {
  return outcomes
    .filter(({ stored }) => stored.length > 0)
    .map(({ batch, stored }) => ({ ...batch, sections: stored }));
}

async function runSteps(
  transaction: Transaction,
  { steps, log, spoolId }: DrainTransactionDeps,
  { careful }: Work,
  batches: readonly Batch[],
): Promise<number> {
  let refused = 0;
  for (const step of steps) {
    if (batches.length === 0) continue;
    if (!careful) {
      await step.run(transaction, batches, spoolId);
      continue;
    }
    // Rows outrank what is derived from them: a batch on which a step fails is stored without it.
    await bisect(transaction, batches, {
      attempt: (part) => step.run(transaction, part, spoolId),
      isRefusal: (error) => isRefusal(error, true),
      refusesAll: isGone,
      refuse(batch, error) {
        refused += 1;
        const { scope, batchId } = batch;
        log.error(
          { err: error, step: step.name, scope, batchId },
          'a step was left out for a batch',
        );
      },
    });
  }
  return refused;
}

/**
 * Stores batches, their ids, their rollups, what the steps make of them, and the checkpoint: all or
 * nothing. The checkpoint's row is locked first and compared, so that of two drains of one spool, or
 * of a drain and a database that was restored behind its back, nothing is stored on a wrong belief.
 *
 * `onReady` is called with the result just before COMMIT: should the connection break there, the
 * checkpoint in the database tells afterwards whether it was committed.
 */
export async function runDrainTransaction(
  deps: DrainTransactionDeps,
  work: Work,
  onReady: (done: Done) => void,
): Promise<Done> {
  return await deps.database.transaction(async (transaction) => {
    const found = await lockCheckpoint(transaction, deps.spoolId);
    if (!sameCheckpoint(work.from, found)) throw new CheckpointMoved();
    const open = takeOutClosed(work.batches, work.closed);
    const outcomes = putBackClosed(
      open,
      work.careful
        ? await storeCarefully(transaction, open.batches, work.partitionsGivenUp)
        : await storeBatches(transaction, open.batches),
    );
    const stored = listStored(outcomes);
    const sections = stored.flatMap((batch) => batch.sections);
    const slices = { clock: deps.clock, sliceMs: limits.drainSliceMilliseconds };
    await inSlices(sections, (section) => deps.rollups.add(section), slices);
    await deps.rollups.store(transaction);
    await storeQuarantine(transaction, outcomes);
    const stepsRefused = await runSteps(transaction, deps, work, stored);
    const checkpoint = await moveCheckpoint(transaction, deps.spoolId, work.sequence);
    const done = { checkpoint, outcomes, stored, stepsRefused };
    onReady(done);
    return done;
  });
}
