/** Every bound of an agent that is not set in its configuration; named with its unit last. */
export const limits = {
  // Reports
  inFlightReportsMax: 8,
  backlogReportsPerSecondMax: 50,
  /** A send without an answer for this long is made again. */
  sendMillisecondsMax: 30_000,
  storedReportsMax: 200_000,
  storedReportBytesMax: 64 * 1_048_576,
  reportSegmentBytesMax: 262_144,
  reportBytesMax: 65_536,
  /** Sends of one report that may fail for want of an answer until it is suspected to be the cause. */
  reportFailuresMax: 3,
  /** As many again of a suspect sent alone, each after the house took another: it is given up. */
  suspectFailuresMax: 8,
  /** Between the first two of them; it doubles, so that all of them take two hours and more. */
  suspectPauseMillisecondsMin: 60_000,
  /** Reports whose failed sends are remembered. */
  failedReportsMax: 200,

  // Commands
  commandsMax: 1_000,
  /** Commands without room for which the answer is remembered, in memory alone. */
  refusedCommandsMax: 100,
  commandBytesMax: 65_536,
  /** How long a command is remembered after it has expired: clocks of devices are set back at times. */
  commandKeptMillisecondsMax: 7 * 86_400_000,
  journalBytesMax: 1_048_576,
  stopMillisecondsMax: 10_000,

  // What a report may hold
  messageCharactersMax: 2_000,
  stackCharactersMax: 16_000,
  servicesMax: 50,

  // Measuring
  checkMillisecondsMax: 3_000,

  // Carrying out
  configBytesMax: 8 * 1_048_576,
  downloadMillisecondsMax: 60_000,
  downloadRedirectsMax: 3,
  hookOutputBytesMax: 65_536,

  // The network
  answerBytesMax: 1_048_576,
  requestMillisecondsMax: 30_000,
  connectMillisecondsMax: 20_000,
  reconnectMillisecondsMin: 500,
  reconnectMillisecondsMax: 60_000,
  refusedMillisecondsMin: 60_000,
  refusedMillisecondsMax: 120_000,
  pollSecondsMax: 25,
  goodbyeMillisecondsMax: 3_000,
} as const;
