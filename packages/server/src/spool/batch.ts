import type { Provenance } from '@homepot/catalogue';
import type { Door } from '../kernel/index.ts';

/**
 * The rows of one table in a batch. They are kept in the form in which PostgreSQL takes them, so
 * that the drain hands them on without looking at each.
 */
export interface Section {
  readonly table: string;
  /** The columns of each tuple, in order. */
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** The days (whole days since 1970, UTC) on which its rows fall, for the partitions they need. */
  readonly days: readonly number[];
  /** Tuples of PostgreSQL's binary COPY format, without header and trailer. */
  readonly tuples: Uint8Array;
}

/** What the door accepted of one request: the unit of the spool, of retry and of deduplication. */
export interface Batch {
  /** Whose batch id it is; two senders may use the same id. */
  readonly scope: string;
  readonly batchId: string;
  readonly door: Door;
  readonly provenance: Provenance;
  /** Milliseconds since 1970. */
  readonly receivedAtMs: number;
  readonly sections: readonly Section[];
}
