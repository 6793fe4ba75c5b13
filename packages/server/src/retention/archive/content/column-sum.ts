import type { ParquetValues } from '../../parquet/open-parquet.ts';
import type { ParquetColumn } from '../../parquet/parquet-column.ts';

/** The sum of a column of numbers, as text; null as long as there was no value. */
export interface ColumnSum {
  add(count: number, values: ParquetValues): void;
  total(): string | null;
}

function createDoubleSum(): ColumnSum {
  let sum: number | null = null;
  return {
    add(count, values) {
      for (let row = 0; row < count; row++) {
        const value = values[row] ?? null;
        if (value !== null) sum = (sum ?? 0) + (value as number);
      }
    },
    total: () => (sum === null ? null : String(sum)),
  };
}

const digits = (text: string) => BigInt(text.replace('.', ''));

/** `-1250` with two decimals as `-12.50`. */
function withPoint(value: bigint, decimals: number): string {
  if (decimals === 0) return value.toString();
  const magnitude = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  return `${value < 0n ? '-' : ''}${magnitude.slice(0, -decimals)}.${magnitude.slice(-decimals)}`;
}

function createExactSum({ type, precision }: ParquetColumn): ColumnSum {
  let sum: bigint | null = null;
  return {
    add(count, values) {
      for (let row = 0; row < count; row++) {
        const value = values[row] ?? null;
        if (value === null) continue;
        const whole = type === 'decimal' ? digits(value as string) : BigInt(value as number);
        sum = (sum ?? 0n) + whole;
      }
    },
    total: () => (sum === null ? null : withPoint(sum, precision?.[1] ?? 0)),
  };
}

export const createColumnSum = (column: ParquetColumn): ColumnSum =>
  column.type === 'double' ? createDoubleSum() : createExactSum(column);
