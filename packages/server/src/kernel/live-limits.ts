/** The limits of what is told live, and of the sessions of those whom it tells of. */
export const liveLimits = {
  /** How often at most a server tells what is new; its picture of the fleet may be older. */
  liveTellMilliseconds: 1_000,
  /** How old the counts of devices, alerts and error groups may grow while nothing is heard of them. */
  liveGaugesMillisecondsMax: 5_000,
  /** How often events are looked for though no notification came. */
  livePollMilliseconds: 5_000,
  /** Summaries of transactions that one event takes in; the rest waits for the next. */
  livePendingPerEventMax: 1_000,
  /** Events that are read at a time. */
  liveEventsPerReadMax: 1_000,
  /** Bytes of the events that a server remembers for followers that come back. */
  liveRememberedBytesMax: 33_554_432,
  /** Changes of state of devices that one message tells one by one. */
  liveStateChangesMax: 200,
  /** Bytes of one published thing, and of all of a topic in one message. */
  livePublishedBytesMax: 16_384,
  livePublishedTopicBytesMax: 65_536,
  /** Bytes that wait for one follower; beyond it, it gets the newest picture once it has caught up. */
  liveQueueBytesMax: 131_072,
  /** Bytes of one message with rows. */
  liveRowsBytesMax: 65_536,
  /** How far back stored rows are looked for, as rows arrive late. */
  liveRowsBackMinutes: 15,
  /** Rows of a table that are remembered as told. */
  liveRowsRememberedMax: 5_000,
  /** Bytes of a message from a WebSocket, which is not read. */
  socketMessageBytesMax: 4_096,
  /** How often a connection for notifications that was lost is tried again. */
  listenRetryMilliseconds: 1_000,
  /** Sign-in sessions whose counts wait to be brought up to date. */
  sessionsFollowedMax: 10_000,
  /** Days for which sessions of people and agents are kept. */
  activitySessionsKeptDays: 90,
} as const;
