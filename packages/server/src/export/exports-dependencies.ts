import type { AnswerOf, Provenance, readDataQuality } from '@homepot/catalogue';
import type { SecretBox } from '../auth/index.ts';
import type { Clock, Config, Log } from '../kernel/index.ts';
import type { ObjectStorage } from '../retention/index.ts';
import type { Database } from '../store/index.ts';
import type { StoredExport } from './keep/stored-export.ts';
import type { ArchivedRows } from './rows/archived-parts.ts';

/** How good the data are, as `homepot validate` says it. */
export type Quality = AnswerOf<typeof readDataQuality>;

/** What is judged. */
export interface JudgementRequest {
  readonly days: number;
  readonly provenance: readonly Provenance[];
  /** The end of the days, milliseconds since 1970. */
  readonly untilMs: number;
}

/** Judges the data of some days up to an instant. */
export type Judge = (asked: JudgementRequest, signal: AbortSignal) => Promise<Quality>;

/** What writing an export takes. */
export interface RunDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the files go, and what stands before their keys: `` or `exports/`. */
  readonly storage: ObjectStorage;
  readonly keyPrefix: string;
  /** Whether other servers see the same storage. */
  readonly isShared: boolean;
  /** Which server this is. */
  readonly server: string;
  readonly version: string;
  readonly judge?: Judge | undefined;
  /** Rows that left the database; absent where they are left out. */
  readonly archive?: ArchivedRows | undefined;
  /** The key of the pseudonyms of an export. */
  readonly readKey: (stored: StoredExport) => Promise<Uint8Array>;
}

/** What a thread needs to open database and storage by itself. */
export interface ThreadPlace {
  readonly connectionString: string;
  readonly storage: Pick<
    Config,
    | 'ARCHIVE_URL'
    | 'ARCHIVE_S3_ENDPOINT'
    | 'ARCHIVE_S3_REGION'
    | 'ARCHIVE_S3_ACCESS_KEY_ID'
    | 'ARCHIVE_S3_SECRET_ACCESS_KEY'
  >;
  readonly dataFolder: string;
  /** Where the archive is; absent where rows of it are left out. */
  readonly archive?: ThreadPlace['storage'];
}

/** What exports take of the other rooms. */
export interface ExportsDependencies extends Omit<RunDependencies, 'readKey'> {
  readonly secretBox: SecretBox;
  /** Age of the oldest record of this server that waits for the database. */
  readonly readBacklogSeconds: () => number | undefined;
  /** Where given, exports are written by threads, with memory of their own that is bounded. */
  readonly thread?: ThreadPlace;
}
