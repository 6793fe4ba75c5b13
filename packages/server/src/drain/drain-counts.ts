/** What a drain has done since it was created, and how far behind it is. Plain numbers for /metrics. */
export interface DrainState {
  /** The last sequence number known to be stored; undefined before the database was first asked. */
  readonly checkpoint: number | undefined;
  /** Entries of the spool that are not stored yet; undefined like `checkpoint`. */
  readonly lagEntries: number | undefined;
  /**
   * Age of the oldest batch that is not stored yet, 0 when there is none. Before the database was
   * first asked, how long it has been waited for.
   */
  readonly lagSeconds: number;
  readonly rowsStored: number;
  readonly rowsDuplicate: number;
  readonly rowsQuarantined: number;
  readonly batchesStored: number;
  readonly batchesDuplicate: number;
  /** Transactions committed. */
  readonly transactions: number;
  /** Attempts that failed, for whatever reason, and were made again. */
  readonly failures: number;
  /** Failures that are a fault of the program or of the database: somebody should look. */
  readonly alarms: number;
  /** How often the database's checkpoint was not where this drain had left it. */
  readonly checkpointsMoved: number;
  /** Batches that were stored without a step, because it failed on them. */
  readonly stepsRefused: number;
  readonly listenerFailures: number;
}

/** The counting part of the state. */
export type DrainCounts = {
  -readonly [Name in Exclude<keyof DrainState, 'checkpoint' | 'lagEntries' | 'lagSeconds'>]: number;
};

/** Creates counts of nothing. */
export function createDrainCounts(): DrainCounts {
  return {
    rowsStored: 0,
    rowsDuplicate: 0,
    rowsQuarantined: 0,
    batchesStored: 0,
    batchesDuplicate: 0,
    transactions: 0,
    failures: 0,
    alarms: 0,
    checkpointsMoved: 0,
    stepsRefused: 0,
    listenerFailures: 0,
  };
}
