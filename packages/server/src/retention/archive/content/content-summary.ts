/**
 * What the rows of an archived part come to, whichever engine adds them up: PostgreSQL over the rows,
 * this program or DuckDB over the file. Two sets of rows with the same summary are the same rows.
 */
export interface ContentSummary {
  readonly rows: number;
  /** Microseconds since 1970, as text; null without rows. */
  readonly oldest: string | null;
  readonly newest: string | null;
  /** The sum of each column of numbers, as text; null where it has no value. Those of `double` are inexact. */
  readonly sums: Readonly<Record<string, string | null>>;
  /** 16 hexadecimal digits: the sum of the hashes of all rows, modulo 2^64. */
  readonly hash: string;
}

/** The sum of row hashes as hexadecimal digits, whatever its sign. */
export const writeHash = (sum: bigint): string =>
  BigInt.asUintN(64, sum).toString(16).padStart(16, '0');
