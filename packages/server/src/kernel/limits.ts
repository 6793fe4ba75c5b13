/** Every limit that is not a setting, named with its unit last. */
export const limits = {
  // The door
  bodyCompressedBytesMax: 1_048_576,
  bodyBytesMax: 8_388_608,
  recordsPerBatchMax: 5_000,
  jsonDepthMax: 32,
  jsonKeysPerObjectMax: 256,
  textBytesMax: 65_536,
  batchIdCharactersMax: 100,
  /** Batch ids that the door remembers; the database remembers the rest. */
  rememberedBatchesMax: 200_000,
  /** Devices whose last stored metrics the smart filter remembers. */
  thinnedDevicesMax: 100_000,
  /** Bytes of batches that are decoded or wait for the disk at one time; beyond it, 503. */
  batchesInFlightBytesMax: 134_217_728,

  // The spool
  segmentBytesMax: 67_108_864,
  entryBytesMax: 33_554_432,

  // The drain
  drainRowsMax: 20_000,
  drainBytesMax: 8_388_608,
  retryPauseMillisecondsMax: 5_000,
  /** Days for which a batch id is remembered in the database. */
  batchIdsKeptDays: 30,

  // Partitions
  partitionsAheadDays: 14,
  partitionLockTimeoutMilliseconds: 2_000,

  // Reading
  listRowsMax: 1_000,
  listRowsDefault: 100,
  queryMillisecondsMax: 30_000,
} as const;
