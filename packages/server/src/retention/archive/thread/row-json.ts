import { Buffer } from 'node:buffer';
import type { ParquetColumn, ParquetValue } from '../../parquet/parquet-column.ts';

/** Microseconds since 1970 as ISO 8601 with six decimals. */
export function writeMicros(micros: bigint): string {
  const part = ((micros % 1000n) + 1000n) % 1000n;
  const millis = Number((micros - part) / 1000n);
  return `${new Date(millis).toISOString().slice(0, -1)}${part.toString().padStart(3, '0')}Z`;
}

const writeDate = (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10);

/** JSON has no NaN, no infinity and, where PostgreSQL reads it, no negative zero: these are texts. */
function writeDouble(value: number): string {
  if (Object.is(value, -0)) return '"-0"';
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}

/**
 * A value as PostgreSQL reads it out of JSON into its column: instants and bytes as their text, JSON as
 * it is, and numbers that JSON does not have as texts too.
 */
export function writeJsonValue({ type }: ParquetColumn, value: ParquetValue): string {
  if (value === null) return 'null';
  switch (type) {
    case 'timestamp':
      return `"${writeMicros(value as bigint)}"`;
    case 'date':
      return `"${writeDate(value as number)}"`;
    case 'bytes':
      return `"\\\\x${Buffer.from(value as Uint8Array).toString('hex')}"`;
    case 'json':
      return value as string;
    case 'double':
      return writeDouble(value as number);
    case 'text':
    case 'decimal':
      return JSON.stringify(value);
    default:
      return String(value);
  }
}
