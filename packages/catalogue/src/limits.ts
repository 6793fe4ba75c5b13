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
  recordsPerBatchMax: limit(5_000, 'Records of a batch.'),
  daysPerBatchMax: limit(400, 'Days (UTC) that the records of a batch lie on.'),
  jsonDepthMax: limit(32, 'Levels of objects and arrays in one another.'),
  jsonKeysPerObjectMax: limit(256, 'Keys of one object.'),
  jsonKeyBytesMax: limit(1_024, 'Bytes of one key of a JSON object, in UTF-8.'),
  textBytesMax: limit(65_536, 'Bytes of one text, in UTF-8.'),
  batchIdCharactersMax: limit(100, 'Characters of a batch id.'),

  // Reading
  listRowsMax: limit(1_000, 'Rows of one JSON page of a list.'),
  listRowsDefault: limit(100, 'Rows of one JSON page of a list where `limit` is not given.'),
  queryMillisecondsMax: limit(30_000, 'Milliseconds of one query of the database.'),
  filterValuesMax: limit(100, 'Values of one filter.'),
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
  timelineRowsMax: limit(10_000, 'Changes in one timeline of a device.'),
  countedRowsMax: limit(
    10_000,
    'Rows up to which a table is counted rather than estimated, where `exact` is not asked for.',
  ),
  quarantinePayloadBytesMax: limit(8_192, 'Bytes of a quarantined record that are shown.'),

  judgementMillisecondsMax: limit(120_000, 'Milliseconds of one judgement of the data.'),
  validatedDaysMax: limit(400, 'Days of data that are judged.'),
  rowsJudgedMax: limit(
    1_000_000,
    'Rows of a table that are judged in their order; where there are more, those of some devices.',
  ),
  findingsMax: limit(500, 'Findings about the data that are told one by one.'),

  // Demos
  demoDaysMax: limit(60, 'Days of a demo.'),
  demoSitesMax: limit(1_000, 'Sites that are entered for a demo.'),
  demoChangesMax: limit(20_000, 'Changes of configuration of a demo.'),

  // Who
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

  // The HTTP server
  headerBytesMax: limit(16_384, 'Bytes of all headers of a request.'),
  pathParameterCharactersMax: limit(300, 'Characters of one part of a path.'),
  requestMillisecondsMax: limit(60_000, 'Milliseconds within which a request must have come in.'),
} as const satisfies Readonly<Record<string, Limit>>;

/** The number of each limit that a caller can meet. */
export const callerLimits = Object.fromEntries(
  Object.entries(limitFacts).map(([name, { value }]) => [name, value]),
) as Readonly<Record<keyof typeof limitFacts, number>>;
