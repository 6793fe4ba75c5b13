import type { ParquetColumn, ParquetValue } from './parquet-column.ts';

/** `-12.5` with two decimals as -1250n. */
function unscale(text: string, decimals: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const fraction = match?.[3] ?? '';
  if (match === null || fraction.length > decimals) throw new TypeError(`not a decimal: ${text}`);
  const digits = BigInt(`${match[2]}${fraction.padEnd(decimals, '0')}`);
  return match[1] === '-' ? -digits : digits;
}

/** Turns a value into what the encoders of the file take. */
export function toPhysical({ type, name, precision }: ParquetColumn, value: ParquetValue) {
  if (value === null) return null;
  switch (type) {
    case 'bigint':
    case 'timestamp':
      return typeof value === 'bigint' ? value : BigInt(value as number);
    case 'decimal':
      if (typeof value !== 'string') throw new TypeError(`${name} takes decimals as text`);
      return unscale(value, precision?.[1] ?? 0);
    default:
      return value;
  }
}

/** What a value takes of memory, about, in bytes. */
export function sizeOf(value: ParquetValue): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return 16 + value.length;
  return 8;
}
