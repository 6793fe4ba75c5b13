/** Every bound of a simulated fleet; named with its unit last. */
export const limits = {
  devicesMax: 15_000,
  /** Reports that a terminal keeps while it cannot send: an hour at one every five seconds. */
  storedReportsMax: 720,
  /** Commands that a terminal remembers. */
  commandsMax: 200,
  /** Commands that wait for a terminal that is off. */
  heldCommandsMax: 100,
  /** Terminals that are started in a second. */
  startsPerSecondMax: 500,
  /** Calls of the API at a time while sites and devices are entered. */
  callsAtOnceMax: 8,
  callAttemptsMax: 40,
  callPauseMillisecondsMax: 5_000,
  devicesPerSiteMin: 12,
  devicesPerSiteMax: 25,
  /** Command ids whose applications are counted. */
  countedCommandsMax: 2_000_000,
  stopMillisecondsMax: 1_600,
  /** How often a terminal that is off looks whether it is on again. */
  offPauseMilliseconds: 500,
} as const;
