import type { Transaction } from '../store/index.ts';

/** What retention needs of the archive. Errors are HomepotErrors: storage_*, archive_*. */
export interface PartArchive {
  /** Writes the rows of a relation, attached or not; of an unpartitioned table those of the range. */
  write(part: {
    readonly table: string;
    readonly partition: string;
    readonly fromMs: number;
    readonly untilMs: number;
  }): Promise<{ readonly id: number; readonly rows: number | null }>;
  /** Reads what was written back and holds it against the rows as they are now. */
  verify(id: number): Promise<unknown>;
  /** To be called in the transaction in which the rows leave: from then on the archive has them. */
  settle(transaction: Transaction, id: number): Promise<unknown>;
  /**
   * Removes the files of parts that were begun and are on their way no more, before a run writes any. `hold` is called in
   * the transaction that finds them.
   */
  giveUpLeft(hold: (transaction: Transaction) => Promise<void>): Promise<void>;
  /** Takes out what was brought back for a time that is over. Tells what could not leave, and throws the first of it. */
  endRestored(
    onFault: (fault: {
      readonly table: string;
      readonly partition: string;
      readonly error: unknown;
    }) => Promise<void>,
  ): Promise<unknown>;
}
