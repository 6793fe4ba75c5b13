import type { ExportFormat } from '@homepot/catalogue';

/** What data sets are read with. */
export type Reader = 'duckdb' | 'polars' | 'pandas';

const duckdb: Readonly<Record<ExportFormat, string>> = {
  parquet: 'read_parquet',
  csv: 'read_csv',
  ndjson: 'read_json',
};
const polars: Readonly<Record<ExportFormat, string>> = {
  parquet: 'scan_parquet',
  csv: 'scan_csv',
  ndjson: 'scan_ndjson',
};
const pandas: Readonly<Record<ExportFormat, (file: string) => string>> = {
  parquet: (file) => `pd.read_parquet('${file}')`,
  csv: (file) => `pd.read_csv('${file}')`,
  ndjson: (file) => `pd.read_json('${file}', lines=True)`,
};

/** Some lines that read a file. */
export function readingSnippet(reader: Reader, format: ExportFormat, file: string): string {
  if (reader === 'duckdb') return `SELECT count(*) FROM ${duckdb[format]}('${file}');`;
  if (reader === 'polars')
    return `import polars as pl\npl.${polars[format]}('${file}').head().collect()`;
  return `import pandas as pd\n${pandas[format](file)}.head()`;
}
