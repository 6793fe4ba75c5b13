import type { Database } from '../../database.ts';

/** One partition of a table, as the database has it. */
export interface StoredPartition {
  /**
   * `TABLE_YYYY_MM_DD`, by its first day in UTC. Once it is detached, a plain table of this name, with the
   * columns of the table in their order.
   */
  readonly name: string;
  /** The first instant that belongs in it. */
  readonly fromMs: number;
  /** The first instant after it. */
  readonly untilMs: number;
  /**
   * `attached`: its rows are seen through the table. `detaching`: that was begun, and cut off; they are not
   * seen any more. `detached`: a table of its own.
   */
  readonly state: 'attached' | 'detaching' | 'detached';
  /** On disk, with indexes and what is stored apart. */
  readonly bytes: number;
  /** What the planner believes; -1 where nobody looked yet. */
  readonly rowsEstimate: number;
}

/** How a kind of partitioned table lists, detaches and takes back its partitions. */
export interface PartitionWays {
  /** Those that the table knows, in any order. */
  listKnown(database: Database, table: string): Promise<readonly StoredPartition[]>;
  /** Takes a known one out of the table, or goes on with that where it was cut off. */
  detach(database: Database, table: string, partition: StoredPartition): Promise<void>;
  /** Makes a detached one part of the table again. */
  attach(database: Database, table: string, partition: StoredPartition): Promise<void>;
}
