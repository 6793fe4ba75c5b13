import type { Trust } from '@homepot/catalogue';

/** What every row of one batch has in common while it is encoded. */
export interface EncodeContext {
  /** Microseconds since 1970. */
  readonly receivedAtMicros: number;
  /** Whether it was proven who sends. */
  readonly trust: Trust;
  /** Whether a text may hold NUL or a lone surrogate: only where the JSON had a `\u` escape. */
  readonly checksText: boolean;
  /** The fields that the server adds to every row, encoded once. */
  readonly tail: Uint8Array;
  /** The instant of the row that was encoded last; written by the column that orders its table. */
  timeMicros: number;
  /** Free texts of the row that its derivation has redacted, by column; set anew for every row. */
  redacted?: Readonly<Record<string, string>>;
}
