import type { SpoolEntry } from '../spool/index.ts';
import type { DrainCounts } from './drain-counts.ts';
import { createDrainCounts } from './drain-counts.ts';
import type { Checkpoint } from './storing/checkpoint.ts';
import type { Done } from './storing/drain-transaction.ts';

/** A transaction and the entries that it was about. */
export interface Attempt {
  readonly entries: readonly SpoolEntry[];
  readonly done: Done;
}

/**
 * What a drain knows, which is little: everything that matters stands in the database.
 *
 * A drain is in one of two states. Without a `position` it asks the database for the checkpoint.
 * With one it waits for entries after it, stores them in one transaction, and has the next position.
 * Every failure, of whatever kind, leads back to the first state. If the failure came with COMMIT,
 * the checkpoint may be that of `ready`: then the transaction was committed after all and is
 * finished now. If it is the one believed before, the same entries are tried again. If it is
 * neither, the database came back older or newer, and everything remembered is dropped.
 *
 * Entries on which a row is refused are tried once more with `careful`, which finds the row.
 */
export interface DrainMemory {
  position: Checkpoint | undefined;
  /** The last position, to compare with what the database says after a failure. */
  believed: Checkpoint | undefined;
  /** What was about to be committed. */
  ready: Attempt | undefined;
  /** Entries after the position that were read and are not stored yet. */
  waiting: readonly SpoolEntry[];
  careful: boolean;
  partitionMisses: number;
  failuresInRow: number;
  /** Entries up to here are settled in the accounts; undefined before the database was first asked. */
  settledThrough: number | undefined;
  /** Entries up to here were in the spool before this process began. */
  recoveredThrough: number;
  /** Milliseconds since 1970. */
  startedAtMs: number;
  /** When the last transaction was committed, by the monotonic clock. */
  committedAtMs: number;
  readonly counts: DrainCounts;
}

/** What a drain knows at first: nothing. */
export function createDrainMemory(): DrainMemory {
  return {
    position: undefined,
    believed: undefined,
    ready: undefined,
    waiting: [],
    careful: false,
    partitionMisses: 0,
    failuresInRow: 0,
    settledThrough: undefined,
    recoveredThrough: 0,
    startedAtMs: 0,
    committedAtMs: Number.NEGATIVE_INFINITY,
    counts: createDrainCounts(),
  };
}
