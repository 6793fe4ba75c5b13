import type { Batch } from '../../spool/index.ts';
import type { Transaction } from '../../store/index.ts';

/**
 * What a later room does in the transaction that stores rows. `batches` are exactly what this
 * transaction stores: no duplicates, and without the rows that went to quarantine. It may run again
 * for the same batches when the transaction fails, so it must change nothing but the database.
 * `writer` is the id of the spool: rows that bear it are changed by no other drain.
 */
export interface DrainStep {
  readonly name: string;
  run(transaction: Transaction, batches: readonly Batch[], writer: string): Promise<void>;
  /** Is told, like any listener, what was committed. What the step remembers of it may be used from then on. */
  readonly onCommitted?: CommittedListener;
  /** The database is another one than the step remembers: it came back older or newer. */
  forget?(): void;
}

/** What listeners are told after COMMIT. */
export interface Committed {
  /** The spool is drained up to and including this sequence number. */
  readonly sequence: number;
  /** What was stored, in the order of the spool. */
  readonly batches: readonly Batch[];
}

/** Is told what was stored; what it throws is logged and harms nobody else. */
export type CommittedListener = (committed: Committed) => void;
