/** A limit that a caller can meet, and what it bounds. */
export interface Limit {
  readonly value: number;
  readonly description: string;
}

const limit = (value: number, description: string): Limit => ({ value, description });

/** Every limit that a caller can meet and no setting moves, once; named with its unit last. */
export const limitFacts = {
  // A batch
  bodyCompressedBytesMax: limit(1_048_576, 'Bytes of a compressed body, as it is sent.'),
  bodyBytesMax: limit(8_388_608, 'Bytes of a body, after decompression.'),
  anonymousBodyBytesMax: limit(65_536, 'Bytes of a body from a browser that is not signed in.'),
  browserBodyBytesMax: limit(65_536, 'Bytes of a body from a web page.'),
  browserRecordsMax: limit(200, 'Activities, and errors, of one body from a web page.'),
  recordsPerBatchMax: limit(5_000, 'Records of a batch.'),
  daysPerBatchMax: limit(400, 'Days (UTC) that the records of a batch lie on.'),
  jsonDepthMax: limit(32, 'Levels of objects and arrays in one another.'),
  jsonKeysPerObjectMax: limit(256, 'Keys of one object.'),
  jsonKeyBytesMax: limit(1_024, 'Bytes of one key of a JSON object, in UTF-8.'),
  textBytesMax: limit(65_536, 'Bytes of one text, in UTF-8.'),
  numberMagnitudeMax: limit(1e30, 'The greatest number with decimals, and the least below zero.'),
  batchIdCharactersMax: limit(100, 'Characters of a batch id.'),

  // Reading
  listRowsMax: limit(1_000, 'Rows of one JSON page of a list.'),
  listRowsDefault: limit(100, 'Rows of one JSON page of a list where `limit` is not given.'),
  queryMillisecondsMax: limit(30_000, 'Milliseconds of one query of the database.'),
  filterValuesMax: limit(100, 'Values of one filter.'),
  searchCharactersMin: limit(3, 'Characters of a text that is searched for, at least.'),
  searchCharactersMax: limit(200, 'Characters of a text that is searched for.'),
  metricHoursBackDefault: limit(24, 'Hours that metrics go back where no range is given.'),
  metricHoursBackMax: limit(168, 'The greatest `hours` of the metrics of requests, jobs, errors.'),
  stateHistoryHoursBackMax: limit(720, 'The greatest `hours` of the states of a device.'),
  metricHoursMax: limit(
    2_232,
    'Hours between `start_date` and `end_date` of any metric: a quarter of a year.',
  ),
  metricGroupsMax: limit(
    500,
    'Groups (endpoints, job types) that are told one by one; the total counts all.',
  ),
  metricBucketsMax: limit(1_500, 'Buckets of the series of a metric.'),
  metricBucketsDefault: limit(
    200,
    'Buckets of the series of a metric where `interval` is not given, unless it is by day.',
  ),
  latencyHeatColumnsMax: limit(96, 'Columns of a distribution of latencies over time.'),
  metricTopRowsMax: limit(50, 'Users, pages and searches that a metric tells one by one.'),
  toolRetryCallsMin: limit(3, 'Failing calls of a tool in a row that make a loop, at least.'),
  toolRetryGapSeconds: limit(60, 'Seconds between the beginnings of two calls of a loop.'),
  overviewRowsMax: limit(5, 'Slowest and worst endpoints and tools in the overview.'),
  overviewSecondsMax: limit(1, 'Seconds for which the overview of the fleet is told as it was.'),
  overviewSitesMax: limit(100, 'Sites of the overview of the fleet.'),
  overviewCellsMax: limit(100, 'Devices of one site in it.'),
  siteCellsMax: limit(300, 'Devices that one site shows at a glance.'),
  mapSitesMax: limit(2_000, 'Sites on the map.'),
  siteHoursDaysMax: limit(100, 'Days of which the open hours of a site are told.'),
  volumeDeviceHoursMax: limit(
    50_000,
    'Hours of devices that the transactions of a site are added up from.',
  ),
  overviewChangesMax: limit(20, 'Changes in it.'),
  overviewCountMin: limit(10, 'Requests or calls below which nothing counts as slow or bad there.'),
  deviceMinuteHoursMax: limit(24, 'Hours of the measurements of one device by minute.'),
  timelineRowsMax: limit(10_000, 'Changes in one timeline of a device.'),
  countedRowsMax: limit(
    10_000,
    'Rows up to which a table is counted rather than estimated, where `exact` is not asked for.',
  ),
  rollupDifferencesMax: limit(100, 'Differences of a recount that are told one by one.'),
  quarantinePayloadBytesMax: limit(8_192, 'Bytes of a quarantined record that are shown.'),

  judgementMillisecondsMax: limit(120_000, 'Milliseconds of one judgement of the data.'),
  validatedDaysMax: limit(400, 'Days of data that are judged.'),
  rowsJudgedMax: limit(
    1_000_000,
    'Rows of a table that are judged in their order; where there are more, those of some devices.',
  ),
  findingsMax: limit(500, 'Findings about the data that are told one by one.'),

  // Errors
  fingerprintCharactersMax: limit(59, 'Characters of a fingerprint that a sender gives.'),
  errorGroupDaysDefault: limit(
    14,
    'Days that the groups of errors go back where no range is given.',
  ),
  errorGroupMembersMax: limit(100, 'Fingerprints of one group of errors.'),
  errorGroupSamplesMax: limit(5, 'Errors of a group that are shown with it.'),
  errorGroupPlacesMax: limit(
    100,
    'Devices, and people, of a group that are told one by one; the numbers count all.',
  ),
  errorGroupNotesCharactersMax: limit(4_000, 'Characters of the notes about a group of errors.'),
  errorGroupTitleCharactersMax: limit(200, 'Characters of the title of a group of errors.'),

  // Demos
  demoDaysMax: limit(60, 'Days of a demo.'),
  demoSitesMax: limit(1_000, 'Sites that are entered for a demo.'),
  demoChangesMax: limit(20_000, 'Changes of configuration of a demo.'),

  // Who
  originsPerKeyMax: limit(50, 'Origins of the pages that one key may stand in.'),
  originCharactersMax: limit(255, 'Characters of one origin.'),
  usernameCharactersMin: limit(2, 'Characters of a user name, at least.'),
  usernameCharactersMax: limit(50, 'Characters of a user name.'),
  emailCharactersMax: limit(100, 'Characters of an e-mail address.'),
  passwordCharactersMin: limit(10, 'Characters of a new password, at least.'),
  passwordCharactersMax: limit(256, 'Characters of a password.'),
  sessionDaysMax: limit(30, 'Days of a session.'),
  accessTokenSecondsMax: limit(900, 'Seconds for which an access token is good.'),
  loginLinkHoursMax: limit(24, 'Hours for which a login link is good.'),
  credentialAgeMillisecondsMax: limit(
    1_000,
    'Milliseconds within which a credential that is taken back ends, while the database answers.',
  ),

  // The fleet
  siteIdCharactersMax: limit(50, 'Characters of the name of a site.'),
  deviceIdCharactersMax: limit(100, 'Characters of the name of a device.'),
  scheduleLinesMax: limit(100, 'Lines of the week of a site.'),
  reportBytesMax: limit(65_536, 'Bytes of one report, acknowledgement or presence of a device.'),
  jobDevicesMax: limit(
    5_000,
    'Devices that a job names one by one; a site or segment has no limit.',
  ),
  jobPayloadBytesMax: limit(32_768, 'Bytes of the `payload` of a job, as JSON.'),
  commandTimeToLiveSecondsMax: limit(2_592_000, 'Seconds that a command waits for its device.'),
  commandPollSecondsMax: limit(30, 'Seconds that asking for commands waits for one.'),
  credentialOverlapSecondsMax: limit(604_800, 'Seconds that a replaced credential stays good.'),
  deviceCredentialsMax: limit(10, 'Credentials of a device that are good at one time.'),
  deviceConfigBytesMax: limit(65_536, 'Bytes of the configuration of a device, as JSON.'),
  scheduleExceptionsMax: limit(1_000, 'Exceptions from the week of a site, past ones too.'),
  enrolmentTokenHoursMax: limit(720, 'Hours for which an enrolment token is good.'),

  // Notifications
  notifiersMax: limit(100, 'Notifiers.'),
  notifierNameCharactersMax: limit(100, 'Characters of the name of a notifier.'),
  webhookUrlCharactersMax: limit(2_000, 'Characters of the URL of a webhook.'),
  emailRecipientsMax: limit(50, 'Recipients of one e-mail notifier.'),
  notificationAttemptsMax: limit(9, 'Attempts to deliver a message, over about twelve hours.'),
  notificationRefusalsMax: limit(
    3,
    'Attempts after which a message ends that its receiver refuses (4xx other than 408, 425, 429).',
  ),
  notificationMillisecondsMax: limit(
    10_000,
    'Milliseconds within which the receiver of a webhook must have answered.',
  ),
  notificationsPerMinuteMax: limit(
    60,
    'Messages a minute of one notifier, after the first thirty at once; further ones wait.',
  ),
  notificationsWaitingMax: limit(
    2_000,
    'Messages that wait for one notifier; further ones are cancelled.',
  ),
  secretOverlapSecondsMax: limit(
    604_800,
    'Seconds that a replaced webhook secret goes on signing.',
  ),

  // Live
  liveEventsKeptMinutes: limit(10, 'Minutes for which a follower can go on where it left off.'),
  liveFollowersMax: limit(2_000, 'Followers of one server.'),
  liveFollowersPerCallerMax: limit(100, 'Followers of one server with the same credential.'),
  liveStalledSecondsMax: limit(30, 'Seconds without progress after which a follower is closed.'),
  liveHeartbeatSeconds: limit(
    15,
    'Seconds after which a silent follower is told that all is well.',
  ),
  liveRowsPerSecondMax: limit(100, 'Rows of a table that are told live in a second.'),
  liveDeviceTailsMax: limit(64, 'Devices and tables whose rows one server tells by `device_id`.'),
  liveTablesMax: limit(20, 'Tables whose rows one follower is told.'),
  livePublishedPerSecondMax: limit(100, 'Things of a topic that are told one by one in a second.'),
  activitySessionIdleMinutes: limit(
    30,
    'Minutes without activity after which a session of a person or agent counts as ended.',
  ),

  // Alerts
  alertWindowSecondsMax: limit(3_600, 'Seconds over which a rule takes its measure.'),
  alertSecondsMax: limit(86_400, 'Seconds that a condition may have to hold.'),
  alertPreviewDaysMax: limit(7, 'Days that the preview of a rule goes back.'),
  alertRulesMax: limit(200, 'Rules of alerts.'),
  alertEpisodesShownMax: limit(500, 'Episodes that a preview tells one by one.'),
  silenceDaysMax: limit(366, 'Days that a silence lasts.'),

  // Exports
  exportDaysMax: limit(3_660, 'Days of one export.'),
  exportTablesMax: limit(20, 'Tables of one export.'),
  exportDevicesMax: limit(5_000, 'Devices, and sites, that an export names one by one.'),
  exportRowsMax: limit(1_000_000_000, 'Rows of one export.'),
  exportBytesMax: limit(1_099_511_627_776, 'Bytes of the files of one export.'),
  exportsAtOnceMax: limit(2, 'Exports that one server writes at one time; others wait.'),
  exportsWaitingMax: limit(20, 'Exports that wait or are written; further ones are refused.'),
  exportFilesKeptDays: limit(30, 'Days for which the files of an export are kept.'),
  exportPreviewRows: limit(20, 'Rows that a preview shows.'),
  exportAlikePeopleMax: limit(1_000, 'The greatest number of people that must be alike.'),
  exportIdentifiersMax: limit(
    300_000,
    'Names and ids of people that an export looks for in texts.',
  ),
  exportGroupsMax: limit(100_000, 'Different groups of alike rows that an export tells apart.'),

  // Keeping and forgetting
  retentionDaysMax: limit(36_500, 'Days that a policy keeps rows.'),
  retentionHoldsMax: limit(200, 'Holds at one time.'),
  retentionReasonCharactersMax: limit(500, 'Characters of the reason of a hold.'),
  retentionPartsShownMax: limit(500, 'Parts of a table that a plan tells one by one.'),

  // The archive
  restoredKeptDaysDefault: limit(7, 'Days that restored rows stay in the database unless given.'),
  restoredKeptDaysMax: limit(365, 'Days that they stay at most.'),

  // The HTTP server
  headerBytesMax: limit(16_384, 'Bytes of all headers of a request.'),
  pathParameterCharactersMax: limit(300, 'Characters of one part of a path.'),
  requestMillisecondsMax: limit(60_000, 'Milliseconds within which a request must have come in.'),
} as const satisfies Readonly<Record<string, Limit>>;

/** The number of each limit that a caller can meet. */
export const callerLimits = Object.fromEntries(
  Object.entries(limitFacts).map(([name, { value }]) => [name, value]),
) as Readonly<Record<keyof typeof limitFacts, number>>;
