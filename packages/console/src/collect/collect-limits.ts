/** The bounds of a collection, with their units last. */
export const collectLimits = {
  /** Of each log file; the one before is kept beside it. */
  logBytesMax: 5_242_880,
  /** Between two looks for a server that starts. */
  readyPollMilliseconds: 100,
  /** How long a server may take to start; it makes its database and brings the schema up to date. */
  readyMillisecondsMax: 180_000,
  /** How long the records on their way are waited for at the end. */
  settleMillisecondsMax: 5_000,
  trafficStopMilliseconds: 5_000,
  simulatorStopMilliseconds: 10_000,
  /** The server finishes its requests and its transactions, and stops its database. */
  serverStopMilliseconds: 60_000,
} as const;
