import type { Table } from '@homepot/catalogue';
import { quoteIdentifier } from '../../../store/index.ts';
import { toParquetColumns } from '../../parquet/table-columns.ts';
import type { ContentSummary } from './content-summary.ts';
import { writeHash } from './content-summary.ts';
import { rowHash } from './row-text.ts';
import { summedColumns } from './summed-columns.ts';

/** As PostgreSQL answers `summarySql`. */
export interface SummaryRow {
  readonly rows: number;
  readonly oldest: string | null;
  readonly newest: string | null;
  readonly hash: string | null;
  readonly [sum: `sum_${string}`]: string | null;
}

const microsText = (sql: string) => `(extract(epoch FROM ${sql}) * 1000000)::bigint::text`;

/**
 * The question by which PostgreSQL adds up rows: those of a relation, or of a query in brackets. Floating-point
 * numbers are added as numerics, which cannot overflow.
 */
export function summarySql(table: Table, relation: string): string {
  const time = quoteIdentifier(table.timeColumn ?? 'id');
  const sums = summedColumns(toParquetColumns(table)).map(({ name, type }) => {
    const value = `${quoteIdentifier(name)}${type === 'double' ? '::numeric' : ''}`;
    return `sum(${value})::text AS ${quoteIdentifier(`sum_${name}`)}`;
  });
  return `SELECT count(*) AS rows, ${microsText(`min(${time})`)} AS oldest,
    ${microsText(`max(${time})`)} AS newest, sum(${rowHash(table)})::text AS hash,
    ${sums.join(', ')} FROM ${relation} AS given`;
}

/** What PostgreSQL answered, as a summary. */
export function readSummary(table: Table, row: SummaryRow): ContentSummary {
  const sums = summedColumns(toParquetColumns(table)).map(({ name }) => [
    name,
    row[`sum_${name}`] ?? null,
  ]);
  const { rows, oldest, newest, hash } = row;
  return {
    rows,
    oldest,
    newest,
    sums: Object.fromEntries(sums),
    hash: writeHash(BigInt(hash ?? 0)),
  };
}
