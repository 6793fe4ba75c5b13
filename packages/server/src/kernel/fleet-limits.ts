/** The limits of what concerns devices: their messages, presence, jobs, and the changes made to them. */
export const fleetLimits = {
  /** Devices that one statement writes as their reports say; each brings fourteen values. */
  presenceDevicesPerStatementMax: 250,
  // Devices over MQTT
  /** Devices that are connected at one time, to the broker of this server. */
  mqttConnectionsMax: 20_000,
  /** How long a connection may take to say who it is. */
  mqttConnectMillisecondsMax: 10_000,
  /** Bytes of a packet before it is known who sends it, the last will included. */
  mqttConnectBytesMax: 4_096,
  /** Bytes of a packet; of a report that is larger than `reportBytesMax`, the device is told no. */
  mqttPacketBytesMax: 262_144,
  /** Seconds after which a connection that says nothing is asked whether it is there. */
  mqttKeepaliveSecondsMax: 300,
  /** Levels of a topic; ours have five. */
  mqttTopicLevelsMax: 10,
  /** How long a device may take to read what it is sent. */
  mqttDrainMillisecondsMax: 10_000,
  /** Messages of one device that wait to become durable; further ones wait behind them. */
  mqttMessagesPerDeviceMax: 100,
  /** Messages of all devices that wait to become durable; beyond it connections are closed. */
  mqttMessagesWaitingMax: 20_000,
  /** Connections to an external broker: on each, one message after the other becomes durable. */
  mqttBrokerConnections: 8,
  /** How long an external broker keeps messages for a server that is away. */
  mqttBrokerSessionSeconds: 86_400,
  mqttBrokerAnswerMillisecondsMax: 5_000,
  /** How long a message that cannot be taken now waits until it is tried again. */
  mqttBrokerRetryMilliseconds: 1_000,
  /** Devices and causes whose refusals are told once a minute. */
  deviceRefusalsRememberedMax: 10_000,
  /** Refusals of devices a minute that the audit trail names one by one. */
  deviceRefusalsAuditedPerMinuteMax: 60,

  // The fleet at a glance
  /** How long schedules and settled hours that were read for it hold. */
  overviewHoursMillisecondsMax: 30_000,

  // The presence of devices, and the outbox
  /** Intervals without a report after which a device is offline. */
  silentIntervalsMax: 3,
  /** The same, in tenths of an interval, once its connection is known to be lost. */
  lostIntervalTenthsMax: 15,
  /** Intervals that the house was down, beyond which nothing is known of a silent device. */
  houseDownIntervalsMax: 2,
  /** Without a look at the fleet for so long, by any server, the house counts as down. */
  heartbeatGapMillisecondsMax: 5_000,
  /** Runs of servers that are remembered, to tell when the house was down. */
  heartbeatsKept: 64,
  /** A sweep of another server that is younger is as good as one's own. */
  sweepPauseMilliseconds: 900,
  /** Devices that one sweep judges; the others wait for the next. */
  devicesSweptMax: 5_000,
  /** Devices whose going one statement writes, and that may wait for it. */
  presencesPerWriteMax: 1_000,
  presencesWaitingMax: 20_000,
  /** Connections of devices whose beginning is remembered, to tell an old will from a new one. */
  sessionsRememberedMax: 50_000,
  /** By how much the beginning of a connection may differ between the clocks of both ends. */
  sessionToleranceMilliseconds: 5_000,
  outboxRowsPerPassMax: 16,
  /** Passes of one drain of the outbox; what is left waits for the next. */
  outboxPassesMax: 64,
  /** Rows of the outbox up to which they are counted. */
  outboxRowsCountedMax: 10_000,

  // The closed loop
  /** How likely a change that did nothing may be called worse, over all metrics. */
  falseAlarmShareMax: 0.02,
  /** Reports that a device must have sent in a window to be judged by it. */
  windowSamplesMin: 6,
  /** The same for the parts of two intervals in which it was heard or silent. */
  silencePartsMin: 3,
  /** Unchanged devices that are needed as a measure, and that are read of one place. */
  peersMin: 3,
  peersMax: 32,
  /** Unchanged devices that are read for all places of one comparison together. */
  peersComparedMax: 2_000,
  /** Devices of one place that are looked at for those on which nothing was changed. */
  peerCandidatesMax: 2_000,
  /** How long one look for them may take. */
  peersMillisecondsMax: 30_000,
  /** Without peers, what is not seen is reckoned with: standard errors and thresholds are multiplied. */
  aloneSpreadFactor: 2,
  aloneThresholdFactor: 2,
  /** Effects of which all pairs are taken. */
  pairedEffectsMax: 200,
  /** The windows of a change: at least so long, so many settling times and so many reports. */
  configurationWindowSecondsMin: 60,
  windowSettleTimes: 6,
  windowReports: 12,
  /** What is waited for the last reports of a window: two intervals, but not longer. */
  arrivalSecondsMax: 60,
  /** How often a change is looked at where there is too little to see. */
  changeLooksMax: 2,
  /** Changes that are judged in one transaction. */
  changesPerPassMax: 1_000,
  /** Devices that the verdict on a job compares; more of them would not make it surer. */
  devicesComparedMax: 500,
  /** Devices that a verdict names. */
  devicesNamedMax: 100,
  /** Changes of a job that are due within one such step of time share a piece of work. */
  changeStepSeconds: 10,
  /** How late work of the closed loop is before it is done without the queue. */
  changeOverdueSeconds: 120,
  /** How far back judged changes are looked through for jobs that have no verdict. */
  changeSweptSeconds: 604_800,
  /** Jobs that one look for overdue work takes up. */
  changeJobsPerSweepMax: 50,

  // Windows of a device
  /** Instants at which a window looks at what stood. */
  windowPointsMax: 120,
  /** Rows of one window that are read: a report a second for a day. */
  windowRowsMax: 86_400,
  /** Rows of windows that are read and held at a time. */
  windowRowsPerReadMax: 50_000,
  /** The greatest correlation from one value to the next that is reckoned with. */
  correlationMax: 0.95,

  // Jobs
  /** Jobs that are under way at one time; beyond it, 503. */
  jobsOpenMax: 2_000,
  /** How far in the past a job may be told to start. */
  jobStartPastMilliseconds: 60_000,
  /** Jobs that one pass of the orchestrator looks at. */
  jobsPerPassMax: 200,
  /** Devices of a job that one step takes on; the next step goes on with the others. */
  targetsPerStepMax: 1_000,
  /** How soon a job is looked at again while devices prove that a change works. */
  jobLookVerifyingMilliseconds: 500,
  /** The same while devices were told and have not answered. */
  jobLookTellingMilliseconds: 2_000,
  /** The same while there is nothing but waiting. */
  jobLookWaitingMilliseconds: 15_000,
  /** After which a command that nothing was heard of is handed over again. */
  commandResendMilliseconds: 5_000,
  /** How long a device may take from saying that it has a command to saying that it is done. */
  commandApplySecondsMax: 900,
  /** How long a device has at least to report that a change works; three of its intervals if longer. */
  commandVerifySecondsMin: 60,
  /** The pause before a device is tried again; it doubles with each attempt. */
  commandRetryMillisecondsMin: 5_000,
  commandRetryMillisecondsMax: 300_000,
  /** How long a closed site without a next opening waits before its schedule is asked again. */
  siteClosedLookMilliseconds: 3_600_000,
  /** How far the end of busy hours is looked for. */
  sitePeakHoursMax: 24,
  /** Acknowledgements, or devices that ask for commands, that one transaction takes together. */
  commandsPerTransactionMax: 500,
  /** Acknowledgements, or devices that ask, that wait for that; beyond it, 503. */
  commandsWaitingMax: 50_000,
  /** Devices that wait for a command over HTTP at one time; beyond it, 503. */
  commandPollsMax: 20_000,
  /** How often commands of other servers are looked for, for the devices that wait here. */
  commandPollLookMilliseconds: 1_000,
  /** Commands that a device is given in one answer, or when it connects; the others follow. */
  commandsPerAnswerMax: 20,
  /** Bytes of them; one alone may have more. */
  commandBytesPerAnswerMax: 262_144,
  /** What the names and instants of a command take of that, in bytes. */
  commandNameBytesMax: 640,
  /** Steps of a job that may fail one after the other, by a fault of ours, before the job has failed. */
  jobFaultsMax: 10,
  /** The pause after the first of them, and the longest; it doubles with each. */
  jobFaultPauseMillisecondsMin: 5_000,
  jobFaultPauseMillisecondsMax: 300_000,
} as const;
