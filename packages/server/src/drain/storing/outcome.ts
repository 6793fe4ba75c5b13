import type { Batch, Section } from '../../spool/index.ts';

/** A row that PostgreSQL refused, and why. */
export interface Refusal {
  readonly section: Section;
  /** The row as the door encoded it. */
  readonly tuple: Uint8Array;
  readonly rowCount: number;
  /** SQLSTATE. */
  readonly code: string;
  readonly reason: string;
}

/** What became of one batch in a transaction. */
export interface Outcome {
  readonly batch: Batch;
  readonly duplicate: boolean;
  /** What was stored of it; empty for a duplicate. */
  readonly stored: readonly Section[];
  readonly refused: readonly Refusal[];
}

/** The table of records kept aside. The door counts those it puts there, so the drain does not. */
export const quarantineTable = 'quarantined_records';

/** How many rows of telemetry a list of sections holds. */
export function countRows(sections: readonly Section[]): number {
  return sections.reduce(
    (sum, { table, rowCount }) => (table === quarantineTable ? sum : sum + rowCount),
    0,
  );
}
