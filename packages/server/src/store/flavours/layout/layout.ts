import type { Database, Transaction } from '../../database.ts';

/** A table that does not lie as its flavour would have it. */
export interface LayoutGap {
  readonly table: string;
  /** What is to be done, in words. */
  readonly wanted: string;
  /** Bytes that have to move for it. */
  readonly bytes: number;
}

/** How the tables of a house lie in one flavour. */
export interface Layout {
  /** What is not as it should be; empty where all is well. */
  findGaps(database: Pick<Database, 'query'>): Promise<readonly LayoutGap[]>;
  /** Brings one table there. Who writes or reads it waits until the transaction ends. */
  close(transaction: Transaction, gap: LayoutGap): Promise<void>;
}
