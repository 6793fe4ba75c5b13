/** Every bound of the SDK that is not an option; named with its unit last. */
export const limits = {
  // A record
  recordBytesMax: 262_144,
  messageCharactersMax: 8_000,
  stackCharactersMax: 16_000,
  causesMax: 8,
  stackFramesMax: 40,
  valueDepthMax: 6,
  valueKeysMax: 64,
  valueNodesMax: 1_000,
  valueTextCharactersMax: 2_000,
  shapeDepthMax: 3,
  shapeKeysMax: 40,
  operationsPerToolMax: 50,
  routesRememberedMax: 2_000,

  // A batch
  batchRecordsMax: 1_000,
  batchBytesMax: 1_048_576,
  gzipBytesMin: 1_024,
  answerBytesMax: 1_048_576,
  /** The server knows the id of a batch for 48 hours; an older one might be stored twice. */
  batchAgeMsMax: 47 * 3_600_000,

  // Sending
  urgentGapMs: 100,
  retryMsFirst: 250,
  retryMsMax: 10_000,
  retryAfterMsMax: 300_000,
  problemsToldMax: 100,
} as const;
