/** The limits of exports that callers do not meet by themselves. */
export const exportLimits = {
  /** Rows that an export reads and holds at a time; fewer where columns may be long. */
  exportPageRowsMax: 1_000,
  exportLongPageRowsMax: 500,
  /** Characters of a free text that its fingerprint rests on. */
  exportTextCharactersMax: 2_000,
  /** Bytes of a JSON value whose numbers are taken; larger ones are left out. */
  exportJsonBytesMax: 65_536,
  /** Numbers that are taken of one JSON value. */
  exportJsonNumbersMax: 200,
  /** Rows of a row group in a file of an export. */
  exportFileGroupRowsMax: 10_000,
  /** Bytes of text (CSV, NDJSON) that are gathered before they are written. */
  exportChunkBytes: 262_144,
  /** Values that a column remembers what it made of. */
  exportValuesRememberedMax: 20_000,
  /** Characters of a name below which it is not looked for: it would be found everywhere. */
  exportIdentifierCharactersMin: 3,
  /** Up to here a name is only found as a word of its own. */
  exportWordCharactersMax: 4,
  /** What is left open at the end: rows that came just now may still be on their way. */
  exportSettleMilliseconds: 10_000,
  /** How long a server that writes an export may be silent before another goes on. */
  exportLeaseMilliseconds: 60_000,
  /** Days of a table that one step writes, by the width of its partitions. */
  exportStepDays: 1,
  exportWeekStepDays: 7,
  exportMonthStepDays: 31,
  /**
   * Memory of a thread that writes an export: what lives long, and what was just made. One for which it is
   * not enough, since many people or groups are told apart, goes on with more.
   */
  exportThreadMebibytes: 64,
  exportThreadMebibytesMax: 256,
  exportThreadYoungMebibytes: 4,
  /** Devices whose features are made at a time. */
  exportFeatureDevicesMax: 500,
  /** How far back the state and the last change of a device are looked for. */
  exportFeatureDaysBack: 30,
  /** Hours that labels look ahead. */
  exportLabelHours: 24,
  /** Findings of the last look that are told. */
  exportLeaksToldMax: 5,
  /** Exports whose files one pass removes. */
  exportsRemovedPerPassMax: 10,
  /** What a stop waits for the page that is being written. */
  exportStopMillisecondsMax: 10_000,
} as const;
