import type { ParquetColumn } from '../../parquet/parquet-column.ts';
import { summedColumns } from './summed-columns.ts';

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** How DuckDB prints a value that no comma or colon can stand in. */
function plainText(sql: string, { type }: ParquetColumn): string | undefined {
  switch (type) {
    case 'timestamp':
      return `epoch_us(${sql})::VARCHAR`;
    case 'date':
      return `(${sql} - DATE '1970-01-01')::VARCHAR`;
    case 'double':
      return `${sql}::BIT::BIGINT::VARCHAR`;
    case 'bytes':
      return `lower(hex(${sql}))`;
    case 'text':
    case 'json':
      return undefined;
    default:
      return `${sql}::VARCHAR`;
  }
}

function fieldText(column: ParquetColumn): string {
  const sql = quoted(column.name);
  const plain = plainText(sql, column);
  if (plain !== undefined) return `coalesce(${plain}, '')`;
  return `coalesce(strlen(${sql}::VARCHAR) || ':' || ${sql}::VARCHAR, '')`;
}

/**
 * The question by which DuckDB comes to the same summary from the file. It stands in the manifest, so
 * that an archive can be checked without this program. FILE is to be replaced by the path.
 */
export function duckdbSummarySql(columns: readonly ParquetColumn[], timeColumn: string): string {
  const text = columns.map(fieldText).join(` || ',' || `);
  const hash = `('0x' || left(sha256(${text} || ','), 16))::UBIGINT`;
  const sums = summedColumns(columns).map(
    ({ name }) => `sum(${quoted(name)}) AS ${quoted(`sum_${name}`)}`,
  );
  const time = quoted(timeColumn);
  return `SELECT count(*) AS rows, epoch_us(min(${time})) AS oldest, epoch_us(max(${time})) AS newest, lower(hex((sum(${hash}) % 18446744073709551616)::UBIGINT)) AS hash, ${sums.join(', ')} FROM read_parquet('FILE')`;
}
