import type { Clock, Log } from '../../kernel/index.ts';
import type { Database, Partitions } from '../../store/index.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';

/** What the archive stands on. */
export interface ArchiveDependencies {
  readonly database: Database;
  /** Makes room for rows that come back. */
  readonly partitions: Pick<Partitions, 'ensure' | 'reopen'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly storage: ObjectStorage;
  /** Which program writes, e.g. `homepot 1.0.0`: it stands in every file. */
  readonly writtenBy: string;
}

/** The rows of a table that become one part. */
export interface PartRequest {
  readonly table: string;
  /**
   * Where the rows are: a partition, attached or not, or another table of the same columns; or the
   * table itself, and then only its rows of the range.
   */
  readonly partition: string;
  /** The range that the part stands for, milliseconds since 1970; the end is exclusive. */
  readonly fromMs: number;
  readonly untilMs: number;
}
