import { expect, test } from 'vitest';
import { readingSnippet } from './reading-snippet.ts';

test('reads each format with each reader', () => {
  expect(readingSnippet('duckdb', 'parquet', 'a.parquet')).toBe(
    "SELECT count(*) FROM read_parquet('a.parquet');",
  );
  expect(readingSnippet('polars', 'ndjson', 'a.ndjson')).toContain("pl.scan_ndjson('a.ndjson')");
  expect(readingSnippet('pandas', 'ndjson', 'a.ndjson')).toContain('lines=True');
});
