/** The limits of keeping and forgetting. */
export const retentionLimits = {
  /** How long a server that archives and removes may be silent before another takes over. */
  retentionLeaseSeconds: 60,
  /** By how much the clocks of two servers may differ before a lease counts as absurd. */
  retentionSkewSecondsMax: 120,
  /** How often policies and holds are read again by the door and by readers. */
  retentionPoliciesReadMilliseconds: 2_000,
  /** What is waited, once it is said that rows leave, until those who read them have heard or ended. */
  retentionGraceMilliseconds: 45_000,
  /** Rows that one statement removes, and that one transaction copies aside. */
  retentionRowsPerStatementMax: 5_000,
  /** Rows of a table that leave in one run, so that a table left alone for years takes several. */
  retentionRowsPerRunMax: 20_000_000,
  /** Tables whose partitions leave at one time: each waits for its own readers. */
  retentionTablesAtOnceMax: 3,
  /** Parts of the archive that were begun and left behind, whose files one run removes. */
  retentionLeftPartsMax: 200,
  /** Rows that are archived as one lot. */
  retentionLotRowsMax: 50_000,
  /** How long one attempt to take a partition out waits for those who read it. */
  retentionDetachMillisecondsMax: 600_000,
  /** The same for one that was cut off; it keeps partitions from being made meanwhile. */
  retentionFinalizeMillisecondsMax: 20_000,
  retentionRetryMilliseconds: 2_000,
  /** How often the metrics read how retention and exports stand: no scrape waits for the database. */
  keepingFiguresReadMilliseconds: 15_000,
  /** How often a step is tried in one run before the part is left to the next. */
  retentionAttemptsMax: 3,
  /** By how much the clocks of server and database may differ before nothing leaves. */
  retentionClockApartMinutesMax: 60,
  /** Days without a run and without a row after which the clock is doubted. */
  retentionClockGapDaysMax: 7,
  /** The last hours before it, whose rows say nothing: a wrong clock stamps them. */
  retentionClockUnsettledHours: 24,
  /** After which a run that was stopped for that goes on without a person. */
  retentionClockWaitHours: 72,
  /** By how much two such runs may be apart: after a longer time, the waiting begins anew. */
  retentionClockStopsApartHours: 48,
  /** Days over which growth is told. */
  retentionGrowthDays: 7,
  /** What a stop waits for the step that is being done. */
  retentionStopMillisecondsMax: 10_000,
} as const;
