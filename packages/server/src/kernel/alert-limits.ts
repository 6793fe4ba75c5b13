/** The limits of watching: rules and their alerts, and the messages that tell of them. */
export const alertLimits = {
  // Alerts
  /** How long an alert of a state waits for others of its rule, so that one message tells of all. */
  alertGroupSeconds: 30,
  /** How often measures of minutes, and of states, are judged. */
  alertMinuteStepMilliseconds: 60_000,
  alertStateStepMilliseconds: 10_000,
  /** What is waited for the last rows of a minute before it is judged. */
  alertSettleMilliseconds: 5_000,
  /** How long a subject is remembered of which nothing comes any more. */
  alertLookBackSeconds: 3_600,
  /** Mebibytes that one step of a rule's reading may sort or gather in before it writes to disk. */
  alertMemoryMebibytes: 32,
  /** Rows of minutes that one look at a rule may read. */
  alertRowsMax: 200_000,
  /** Subjects of one rule about which there are alerts at one time. */
  alertSubjectsMax: 10_000,
  /** How often the value of an alert that goes on is written. */
  alertValueSeconds: 60,
  /** How long a server that evaluates rules may be silent before another takes over. */
  alertLeaseSeconds: 30,
  /** By how much the clocks of two servers may differ without a step being taken twice. */
  alertSkewSecondsMax: 120,
  /** Alerts that one message names one by one. */
  alertsNamedMax: 20,
  /** What a minute of the measurements of this server is kept. */
  serverReadingsKeptDays: 8,
  /** Devices whose transactions the evaluation remembers from one minute to the next; beyond it, all are read anew. */
  alertDevicesRememberedMax: 200_000,
  /** How long after the end of a day at a site transactions are nothing unusual. */
  closedGraceSeconds: 900,
  /** How far apart two reports may be for their transactions to be counted as made in between. */
  transactionGapSecondsMax: 900,
  /** How much longer than the snapshot interval a measurement stands at most, until the device reports again. */
  reportIntervalHeldSecondsMax: 300,
  /** Hours of minutes that a preview reads and holds at a time; devices have a row in each minute. */
  previewChunkHours: 6,
  previewDeviceChunkHours: 1,
  /** Changes of state that a preview reads. */
  previewChangesMax: 200_000,
  /** Steps of subjects in a preview that are taken before other work has its turn. */
  previewWorkPerTurn: 2_000,
  /** Steps of subjects that one preview takes. */
  previewWorkMax: 8_000_000,
  /** Previews at one time; beyond it, 429. */
  previewsAtOnceMax: 2,
  previewRetrySeconds: 5,

  // Notifications
  /** Messages that are sent at one time: as many as there may be notifiers, so that none waits for another. */
  notificationsAtOnceMax: 100,
  /** How long a message is one server's; then that server counts as gone, and it is sent again. */
  notificationLeaseMilliseconds: 60_000,
  /** The pause after the first failed attempt; each is four times the one before, up to the longest. */
  notificationRetryMillisecondsMin: 5_000,
  notificationRetryMillisecondsMax: 18_000_000,
  /** How far chance moves a pause, in percent, so that receivers are not met by all at once. */
  notificationJitterPercent: 20,
  /** How long a receiver may ask to be left alone. */
  notificationPauseSecondsMax: 3_600,
  /** Messages of one notifier that go at once before `notificationsPerMinuteMax` holds them. */
  notificationsBurstMax: 30,
  /** Bytes of an answer to a webhook that are read, and characters that are kept. */
  notificationAnswerBytesMax: 16_384,
  notificationExcerptCharactersMax: 500,
  /** How long the mail server may take: to connect, to greet, and to be silent. */
  emailMillisecondsMax: 20_000,
  /** How long a name may take to be looked up, and how often it is asked. */
  nameLookupMillisecondsMax: 3_000,
  nameLookupAttemptsMax: 2,
  /** What a stop waits for messages under way. */
  notificationStopMillisecondsMax: 5_000,
  /** Days for which the log of deliveries is kept. */
  notificationDeliveriesKeptDays: 90,
} as const;
