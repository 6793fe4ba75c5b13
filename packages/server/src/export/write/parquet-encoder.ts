import type { Column } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { ParquetColumn, ParquetValue } from '../../retention/index.ts';
import { createParquetFile, toParquetColumn } from '../../retention/index.ts';
import type { ExportValue } from '../privacy/create-treatment.ts';
import type { FileColumn, RowEncoder, RowEncoderOptions } from './row-encoder.ts';

const toColumn = ({ name, type, nullable, precision }: FileColumn): ParquetColumn =>
  toParquetColumn(name, {
    type,
    nullable,
    ...(precision === undefined ? {} : { precision }),
  } as Column);

/** `2026-01-31T08:00:00.123456Z` as microseconds since 1970. */
function microsecondsOf(instant: string): number {
  const milliseconds = Date.parse(`${instant.slice(0, 23)}Z`);
  return milliseconds * 1_000 + Number(instant.slice(23, 26));
}

const dayMs = 86_400_000;

function toValue({ type }: FileColumn, value: ExportValue): ParquetValue {
  if (value === null) return null;
  if (type === 'timestamptz') return microsecondsOf(String(value));
  return type === 'date' ? Date.parse(String(value)) / dayMs : value;
}

/** Parquet: zstd, instants in microseconds UTC, row groups of `exportFileGroupRowsMax`. */
export function createParquetEncoder({ columns, metadata, write }: RowEncoderOptions): RowEncoder {
  const file = createParquetFile({
    columns: columns.map(toColumn),
    metadata: () => metadata,
    write,
    rowGroupRowsMax: limits.exportFileGroupRowsMax,
    createdBy: 'HOMEPOT',
  });
  return {
    append: (rows) =>
      file.append(rows.map((row) => columns.map((column, i) => toValue(column, row[i] ?? null)))),
    async finish() {
      await file.finish();
    },
  };
}
