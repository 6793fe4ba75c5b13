/**
 * The bounds of a Parquet file. They stand here and not with the others because threads that read and write
 * files load this folder alone: all of the house would take them longer than most files.
 */
export const parquetLimits = {
  /** Rows of one row group: what is held of a file while it is written, and read at a time. */
  groupRowsMax: 50_000,
  /** Bytes of values after which a row group ends earlier. One row may be larger. */
  groupBytesMax: 33_554_432,
  pageBytes: 1_048_576,
  /** Bytes of the description at the end of a file, beyond which it is taken for damaged. */
  footerBytesMax: 67_108_864,
  /** How hard zstd tries: 3 is its own choice. */
  zstdLevel: 3,
} as const;
