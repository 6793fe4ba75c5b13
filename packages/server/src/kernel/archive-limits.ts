/** The limits of what leaves the database for files; those of Parquet stand with its code. */
export const archiveLimits = {
  // Storage
  /** Bytes of one part of an upload; of ten thousand parts at most. */
  storagePartBytes: 8_388_608,
  storagePartsMax: 10_000,
  /** Bytes that are read at a time. */
  storageReadBytes: 4_194_304,
  /** How long one request to a storage may take. */
  storageRequestMillisecondsMax: 60_000,
  /** How often a request is made whose failure may pass. */
  storageAttemptsMax: 4,
  storageRetryMilliseconds: 200,
  /** Objects that one question for a list of them tells. */
  storageListPageObjects: 1_000,
  /** Characters of the name of an object. */
  storageKeyCharactersMax: 500,
  /** After which a file that was never finished counts as left behind. */
  storagePartialHours: 24,

  // Archive
  /** Memory of the thread that turns rows into files and back. */
  archiveThreadMebibytes: 256,
  /** Files that are read for lists at one time; beyond it, 429. A page mostly has one open. */
  archiveReadsAtOnceMax: 6,
  archiveReadRetrySeconds: 5,
  /** Archived rows that are compared with the filters of a list at a time. */
  archiveCandidateRowsMax: 2_000,
  /** Bytes of tuples that are handed over at a time. */
  archiveChunkBytes: 1_048_576,
  /** Rows that one statement takes out when restored rows leave again. */
  restoredRowsRemovedMax: 10_000,
  /** How long leaving rows wait for a lock that readers hold. */
  restoredLockMillisecondsMax: 2_000,
} as const;
