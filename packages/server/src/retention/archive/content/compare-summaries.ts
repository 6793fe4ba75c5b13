import type { ParquetColumn } from '../../parquet/parquet-column.ts';
import type { ContentSummary } from './content-summary.ts';

/**
 * What is not the same in two summaries, in words; empty where they are of the same rows. Sums of
 * floating-point numbers are not compared: they depend on the order in which they are added. Their
 * bits are in the hash.
 */
export function compareSummaries(
  columns: readonly ParquetColumn[],
  expected: ContentSummary,
  found: ContentSummary,
): readonly string[] {
  const exact = columns.filter(({ type }) => type !== 'double').map(({ name }) => name);
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['the number of rows', expected.rows, found.rows],
    ['the oldest instant', expected.oldest, found.oldest],
    ['the newest instant', expected.newest, found.newest],
    ...exact
      .filter((name) => name in expected.sums)
      .map((name) => [`the sum of ${name}`, expected.sums[name], found.sums[name]] as const),
    ['the hash', expected.hash, found.hash],
  ];
  return pairs
    .filter(([, wanted, is]) => wanted !== is)
    .map(([what, wanted, is]) => `${what} is ${is} and not ${wanted}`);
}
