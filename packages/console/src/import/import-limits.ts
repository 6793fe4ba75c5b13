import { callerLimits } from '@homepot/catalogue';

/** Every limit of an import. Changing the first two changes the ids of batches: a file sent before would be stored again. */
export const importLimits = {
  batchRecordsMax: 1_000,
  /** Before compression; even bytes that do not compress then stay below `bodyCompressedBytesMax`. */
  batchBytesMax: 1_000_000,
  batchesInFlightMax: 4,
  /** The server takes no larger body, so no larger record. */
  recordBytesMax: callerLimits.bodyBytesMax,
  rejectedLinesShownMax: 20,
} as const;
