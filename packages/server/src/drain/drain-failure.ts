import { limits } from '../kernel/index.ts';
import { classifyDatabaseError, isPartitionMissing } from '../store/index.ts';
import type { TurnDeps } from './drain-turn.ts';
import { retryPauseMs } from './retry-pause.ts';
import { CheckpointMoved } from './storing/drain-transaction.ts';
import { isGone, isRefusal } from './storing/refusal.ts';

/**
 * Whether something else is to be tried at once: a missing partition is made again, and rows are
 * stored carefully when one was refused. Each is bounded, so that no failure repeats without a pause.
 */
function tryOtherwise({ memory, partitions }: TurnDeps, error: unknown): boolean {
  if (isPartitionMissing(error) && memory.partitionMisses <= limits.partitionMissesMax) {
    partitions.forget();
    memory.partitionMisses += 1;
    return true;
  }
  if (memory.careful || !isRefusal(error, true)) return false;
  memory.careful = true;
  return true;
}

/**
 * Takes note of a failed turn, after which the database is asked again for the checkpoint. Returns
 * how long to wait before, in milliseconds. Nothing is ever given up: the spool keeps what came in.
 */
export function noteFailure(deps: TurnDeps, error: unknown): number {
  const { memory, rollups, log } = deps;
  rollups.clear();
  memory.position = undefined;
  if (error instanceof CheckpointMoved) return 0;
  memory.counts.failures += 1;
  if (tryOtherwise(deps, error)) {
    if (isGone(error)) {
      memory.counts.alarms += 1;
      log.error({ err: error }, 'rows go to quarantine: their table or a column is gone');
    } else {
      log.warn({ err: error }, 'rows were not stored and are tried otherwise');
    }
    return 0;
  }
  memory.failuresInRow += 1;
  const pauseMs = retryPauseMs(memory.failuresInRow);
  if (classifyDatabaseError(error) === 'retry') {
    log.warn({ err: error, pauseMs }, 'the database took nothing; it is tried again');
  } else {
    memory.counts.alarms += 1;
    log.error({ err: error, pauseMs }, 'the drain failed; it is tried again');
  }
  return pauseMs;
}
