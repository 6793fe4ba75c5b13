import { callerLimits } from '@homepot/catalogue';
import { alertLimits } from './alert-limits.ts';
import { archiveLimits } from './archive-limits.ts';
import { exportLimits } from './export-limits.ts';
import { fleetLimits } from './fleet-limits.ts';
import { liveLimits } from './live-limits.ts';
import { retentionLimits } from './retention-limits.ts';

/**
 * Every limit that is not a setting, named with its unit last. Those that callers can meet are
 * declared in the catalogue.
 */
export const limits = {
  ...callerLimits,
  ...fleetLimits,
  ...liveLimits,
  ...alertLimits,
  ...exportLimits,
  ...archiveLimits,
  ...retentionLimits,

  // The door
  anonymousAddressesMax: 20_000,
  /** Addresses, and keys, whose batches from web pages are counted. */
  browserSendersMax: 20_000,
  /** Seconds for which a browser remembers that it may send to us. */
  preflightKeptSeconds: 7_200,
  /** Bytes of a body that was refused already, which are read so that the sender sees the answer. */
  bodyDiscardedBytesMax: 67_108_864,
  /** Bodies that are decompressed at one time; each may grow to eight megabytes. */
  decompressionsAtOnceMax: 4,
  /** Objects and arrays in one body, so that megabytes of brackets do not fill the memory. */
  containersPerBodyMax: 250_000,
  /** Characters of the name of whose batch ids they are. */
  batchScopeCharactersMax: 100,
  /** Batch ids that the door remembers; the database remembers the rest. */
  rememberedBatchesMax: 200_000,
  /** Devices whose last stored metrics the smart filter remembers. */
  thinnedDevicesMax: 100_000,
  /** Bytes of batches that are decoded or wait for the disk at one time; beyond it, 503. */
  batchesInFlightBytesMax: 134_217_728,

  // The spool
  segmentBytesMax: 67_108_864,
  entryBytesMax: 33_554_432,
  /** Bytes of one spool's entries that wait for the disk; beyond it, 503. */
  spoolQueueBytesMax: 67_108_864,
  /** Bytes that a spool keeps for its next start on a full disk. */
  spoolReserveBytes: 4_194_304,
  /** Bytes that one write and sync takes together; an entry that is larger goes alone. */
  spoolGroupBytesMax: 16_777_216,
  /** Groups up to here are copied together for one plain write, instead of a list of parts. */
  spoolGroupCopyBytesMax: 262_144,
  /** Bytes that the newest segment is grown by at a time, ahead of its entries. */
  spoolRoomBytes: 1_048_576,
  /** Bytes that a scan of a segment holds; it grows to one entry where that is larger. */
  spoolScanBytes: 1_048_576,
  /** Memory that a spool's reader keeps for its next read: at least, and at most. */
  spoolReadMemoryBytesMin: 65_536,
  spoolReadMemoryBytesMax: 4_194_304,

  // The drain
  drainRowsMax: 50_000,
  /** Batches of one transaction: what steps do for each, they do in one go. */
  drainBatchesMax: 5_000,
  /** How long a drain works on rows before others have their turn. */
  drainSliceMilliseconds: 5,
  drainBytesMax: 16_777_216,
  /** How soon after a transaction the next one begins, where nobody waits for it. */
  drainGatherMilliseconds: 100,
  retryPauseMillisecondsMin: 20,
  retryPauseMillisecondsMax: 5_000,
  /** How often a missing partition is made again before its rows count as refused. */
  partitionMissesMax: 3,
  /** Rows of one table of a rollup that a drain remembers; the others it reads again when they change. */
  rollupRowsCachedMax: 20_000,
  /** As how many rows without one a histogram in such a row counts. */
  rollupHistogramWeight: 3,
  /** Hours of devices that a server remembers as marked. */
  deviceHoursRememberedMax: 50_000,
  /** How long after its end an hour of a device is left open: clocks of servers differ. */
  deviceHourGraceSeconds: 120,
  /** Hours of devices that one transaction settles, and that one pass does. */
  deviceHoursPerTransactionMax: 200,
  deviceHoursPerPassMax: 20_000,
  /** Different lists of columns for which a rollup remembers how to read tuples. */
  rollupReadersMax: 64,
  drainListenersMax: 16,
  /** Rows that a recount of a rollup reads at a time. */
  recountRowsPerPageMax: 10_000,
  /** Days for which a batch id is remembered in the database. */
  batchIdsKeptDays: 30,
  /** Days for which a record stays in quarantine. */
  quarantineKeptDays: 90,

  // The database
  databaseConnectMillisecondsMax: 10_000,
  /** Connections that reads leave to credentials, administration and jobs, besides one a drain. */
  databaseConnectionsKept: 6,
  /** Connections that reads have where there are few; never more than half. */
  databaseReadersMin: 2,
  /** How long a connection of reads is kept while nothing is read: a new one is slow to begin with. */
  databaseReaderIdleMilliseconds: 600_000,
  /** Old rows that one statement removes. */
  rowsRemovedMax: 10_000,
  /** A crashed database replays its log before it answers. */
  embeddedStartMillisecondsMax: 300_000,
  /** How long a fast shutdown may take before the database is stopped the hard way. */
  embeddedStopMillisecondsMax: 60_000,
  /** Last lines of a database log that an error shows. */
  logLinesShownMax: 15,

  // The work queue
  /** How often a server looks for work of each name that is due. */
  workPollSeconds: 2,
  /** How often a piece of work that failed is tried again. */
  workAttemptsMax: 8,
  /** The first pause before that; each is twice the one before, up to `workRetrySecondsMax`. */
  workRetrySeconds: 5,
  workRetrySecondsMax: 600,
  /** How long a piece of work may take; then its server counts as gone. */
  workSecondsMax: 600,
  /** How long work waits to be done at most, from when it was due. */
  workKeptSeconds: 2_592_000,
  workDoneKeptSeconds: 86_400,
  /** How often work whose server is gone is looked for. */
  workSupervisionSeconds: 60,
  /** What a stop waits for work that is being done. */
  workStopMillisecondsMax: 10_000,
  /** How often the errors of the queue are told. */
  workErrorToldMilliseconds: 60_000,

  // Backup, restore and move
  /** How often one is told how far the copying is. */
  progressToldMilliseconds: 5_000,

  // Partitions
  partitionsAheadDays: 14,
  partitionLockTimeoutMilliseconds: 2_000,
  /** How often a partition is tried before the caller is told. */
  partitionAttemptsMax: 10,
  /** Partitions that are known to be there without asking. */
  partitionsRememberedMax: 10_000,
  /** Partitions that one transaction makes: each costs more than the one before. */
  partitionsPerTransactionMax: 50,
  /** What a start moves of a table to lay it out for an extension; more waits for `homepot migrate`. */
  layoutBytesMovedAtStartMax: 268_435_456,

  // Reading
  /** Rows that a stream (CSV, NDJSON) reads and holds at a time. */
  streamPageRowsMax: 1_000,
  /** Bytes of JSON after which a page of a list ends before its limit. */
  listPageBytesMax: 8_388_608,
  /** The same for what a stream reads and holds at a time. */
  streamPageBytesMax: 1_048_576,
  /** Parts of a page's bytes that are fetched together: stored rows are compressed and may grow. */
  listFetchesPerPage: 8,
  /** Streams that are answered at one time; beyond it, 429. */
  streamsAtOnceMax: 16,
  /** After which a refused stream is asked for again. */
  streamRetrySeconds: 5,
  /** Rows of a rollup whose histograms are added up at a time. */
  rollupPageRowsMax: 20_000,
  /** Hours of a device that are read at a time: each that is open is made out of its rows. */
  deviceHoursPerReadMax: 168,
  /** What PostgreSQL may use for one step of a metric before it writes to disk. */
  metricMemoryMebibytes: 16,
  /** Groups of a metric that are added up side by side; beyond it, only the largest. */
  metricGroupsGatheredMax: 5_000,

  // Filters by JSON
  jsonFilterBytesMax: 4_096,
  jsonFilterDepthMax: 8,
  jsonFilterKeysMax: 20,

  // Groups of errors
  /** Groups that one transaction of a drain, or one sweep, makes; the next one makes more. */
  errorGroupsPerTransactionMax: 1_000,
  /** Fingerprints that the drains remember as those of open groups. */
  errorGroupsKnownMax: 20_000,
  /** How long: people may have dealt with a group since. The sweep finds what was missed by it. */
  errorGroupsKnownMilliseconds: 5_000,
  /** How long a drain waits for another that makes the same groups; then the sweep makes them. */
  errorGroupsLockMillisecondsMax: 250,
  /** How far back a sweep looks for errors whose groups are missing, or were to be reopened. */
  errorGroupsSweepHours: 3,
  /** The same for that of each hour, which finds errors that came late. */
  errorGroupsLateSweepHours: 336,
  /** How old a group without errors must be to be forgotten. */
  errorGroupsForgottenDays: 2,
  /** Characters of a message and of a stack that the house tells of its own errors. */
  ownErrorMessageCharactersMax: 4_000,
  ownErrorStackCharactersMax: 16_000,
  /** Own errors that are told in a minute; the others are counted. */
  ownErrorsPerMinuteMax: 60,
  /** How long a stop waits for own errors that are on their way to the door. */
  ownErrorsStopMillisecondsMax: 1_000,

  // The quality of data
  /** Judgements of the data at one time: each reads millions of rows. Beyond it, 429. */
  judgementsAtOnceMax: 1,
  /** After which a refused judgement is asked for again. */
  judgementRetrySeconds: 5,
  /** Openings and closings that are gone through for one hole. */
  openingsCountedMax: 1_000,
  /** Holes, falls of a counter and breaks of states that are looked at one by one. */
  suspectsMax: 5_000,

  // Demos
  /** After which a call is made again that met another one about the demo. */
  demoRetrySeconds: 5,

  // Who
  /** Hashes at one time: each takes 19 MiB and one of the four threads that files need too. */
  passwordHashesAtOnceMax: 2,
  passwordHashesWaitingMax: 64,
  /** Days for which a session that has ended is remembered. */
  endedSessionsKeptDays: 90,
  /** How long a request waits for the database to speak about a credential that it knew. */
  credentialLookupMillisecondsMax: 1_000,
  /** The same for one that it never knew, which cannot be let in without an answer. */
  credentialFirstLookupMillisecondsMax: 10_000,
  /** How long a credential stays good that cannot be asked about, because the database is away. */
  credentialOutageHoursMax: 24,
  credentialsKnownMax: 100_000,
  credentialsUnknownMax: 20_000,
  /** How long an unknown credential is refused without asking again. */
  credentialUnknownMillisecondsMax: 60_000,
  credentialsPerLookupMax: 500,
  credentialLookupsWaitingMax: 10_000,
  /** Addresses whose sign-in attempts are counted. */
  attemptAddressesMax: 20_000,
  /** Accounts whose failed sign-ins are counted. */
  attemptAccountsMax: 20_000,
  /** Failed sign-ins a minute to one account, from wherever they come. */
  failedLoginsPerAccountPerMinuteMax: 20,
  /** Failed sign-ins a minute that the audit trail names one by one. */
  failedLoginsAuditedPerMinuteMax: 60,
  /** Credentials that were taken back or expired, whose connections one pass closes. */
  endedCredentialsPerPassMax: 5_000,
  /** How far a pass looks back for them: clocks of servers differ, transactions take their time. */
  endedCredentialsLookBackSeconds: 60,
  /** How far the first pass after a start looks back: a broker outlives its server. */
  endedCredentialsFirstLookBackHours: 24,
  /** Refused enrolments a minute that the audit trail names one by one. */
  refusedEnrolmentsAuditedPerMinuteMax: 60,
  /** Days for which an enrolment token that is spent, taken back or expired is remembered. */
  enrolmentTokensKeptDays: 90,
  /** Days that are searched for the next opening of a site beyond its last exception. */
  scheduleDaysAheadMin: 15,
  /** Days that are searched at most. */
  scheduleDaysAheadMax: 400,
  /** Rows of the audit trail that are verified at a time. */
  auditRowsPerPageMax: 500,

  // The HTTP server
  idleConnectionMillisecondsMax: 72_000,
  /** Callers whose requests are counted for the rate limit. */
  rateLimitedCallersMax: 20_000,
  /** Requests that wait to be logged; beyond it they are dropped and counted. */
  requestLogEntriesMax: 10_000,
  requestLogBatchRecords: 500,
  /** What a stop waits for requests in flight. */
  closeMillisecondsMax: 10_000,
  /** How often a stop looks for connections that have become idle. */
  closePauseMilliseconds: 50,
  /** What a stop waits for the transaction of a drain. */
  drainStopMillisecondsMax: 10_000,
  /** How long the database may take to answer before it counts as unreachable. */
  readinessMillisecondsMax: 1_000,
  /** Age of the oldest batch that is not stored at which the drain counts as behind. */
  drainBehindSeconds: 60,
  /** How long a start waits for a database that does not answer yet. */
  databaseStartMillisecondsMax: 60_000,
  databaseStartPauseMilliseconds: 500,
  /** How often the wait for the database is told. */
  databaseStartToldMilliseconds: 10_000,
} as const;
