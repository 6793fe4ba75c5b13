/** The bounds of the traffic, with their units last. */
export const trafficLimits = {
  /** Between two looks at what is due. */
  tickMilliseconds: 250,
  /** Events of one tick: what is due beyond that, after a pause of the machine, is let go. */
  eventsPerTickMax: 500,
  /** Between two sendings of what was gathered. */
  flushMilliseconds: 1_000,
  recordsPerBatchMax: 500,
  /** Records of one table that wait while the server is away; the oldest are let go. */
  waitingRecordsMax: 20_000,
  /** Between two looks at the fleet. */
  fleetLookMilliseconds: 10_000,
  devicesMax: 5_000,
  /** How long the credential of the traffic is good: should it be killed, it ends by itself. */
  keyHours: 24,
  /** How long a stop takes at most. */
  stopMilliseconds: 1_500,
  /** How long one question to the server may take. */
  questionMilliseconds: 10_000,
  /** Questions under way at once; more are let go, so that a slow server is not buried. */
  questionsMax: 8,
  /** Where no device is known yet, it is looked again, and what is about devices tried again, so soon. */
  fleetUnknownSeconds: 2,
} as const;
