import type { ParquetColumn, ParquetType } from '../../parquet/parquet-column.ts';

const summed: ReadonlySet<ParquetType> = new Set(['int', 'bigint', 'double', 'decimal']);

/** The columns of numbers, whose sums a summary tells. */
export const summedColumns = (columns: readonly ParquetColumn[]): readonly ParquetColumn[] =>
  columns.filter(({ type }) => summed.has(type));
