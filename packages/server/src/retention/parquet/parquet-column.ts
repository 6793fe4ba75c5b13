/**
 * What a column of a Parquet file holds, and how its values are given and read:
 *
 * - `boolean`, `int` (32 bits) and `double` as they are; `bigint` (64 bits) as bigint, or number;
 * - `timestamp`: microseconds since 1970 in UTC, as bigint or number;
 * - `decimal`: a number of `decimals` digits behind the point, as text: `12.50`;
 * - `date`: days since 1970;
 * - `text`, and `json`: the text of the JSON, which is kept to the letter;
 * - `bytes`: Uint8Array.
 */
export type ParquetType =
  | 'boolean'
  | 'int'
  | 'bigint'
  | 'double'
  | 'decimal'
  | 'timestamp'
  | 'date'
  | 'text'
  | 'json'
  | 'bytes';

/** One column of a Parquet file. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: ParquetType;
  readonly nullable: boolean;
  /** Of a decimal: digits in all, and those behind the point. */
  readonly precision?: readonly [digits: number, decimals: number];
  /** Whether the file tells the least and the greatest value of each row group. Not for long texts. */
  readonly statistics?: boolean;
}

/** A value of a column, null where there is none. */
export type ParquetValue = boolean | number | bigint | string | Uint8Array | null;

/** The values of a row, in the order of the columns. */
export type ParquetRow = readonly ParquetValue[];
