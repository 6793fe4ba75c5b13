/** What data sets are read with. */
export type Reader = 'duckdb' | 'polars' | 'pandas';
type Format = 'parquet' | 'csv' | 'ndjson';

const duckdb: Readonly<Record<Format, string>> = {
  parquet: 'read_parquet',
  csv: 'read_csv',
  ndjson: 'read_json',
};
const polars: Readonly<Record<Format, string>> = {
  parquet: 'scan_parquet',
  csv: 'scan_csv',
  ndjson: 'scan_ndjson',
};
const pandas: Readonly<Record<Format, (file: string) => string>> = {
  parquet: (file) => `pd.read_parquet('${file}')`,
  csv: (file) => `pd.read_csv('${file}')`,
  ndjson: (file) => `pd.read_json('${file}', lines=True)`,
};

/** Some lines that read a file. */
export function readingSnippet(reader: Reader, format: Format, file: string): string {
  if (reader === 'duckdb') return `SELECT count(*) FROM ${duckdb[format]}('${file}');`;
  if (reader === 'polars')
    return `import polars as pl\npl.${polars[format]}('${file}').head().collect()`;
  return `import pandas as pd\n${pandas[format](file)}.head()`;
}
