import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance } from '@duckdb/node-api';

const readers: Readonly<Record<string, string>> = {
  parquet: 'read_parquet',
  csv: 'read_csv',
  ndjson: 'read_ndjson',
};

let opening: Promise<DuckDBConnection> | undefined;

async function open(): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run("SET TimeZone = 'UTC'; SET threads = 1");
  return connection;
}

/** Asks DuckDB, an engine of others; `FILES` stands for all files of the folder in that format. */
export async function askDuckdb(
  text: string,
  folder: string,
  format: 'parquet' | 'csv' | 'ndjson' = 'parquet',
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  opening ??= open();
  const connection = await opening;
  const files = `${readers[format]}('${folder}/**/*.${format}', filename = true)`;
  const reader = await connection.runAndReadAll(text.replaceAll('FILES', files));
  return reader.getRowObjectsJson();
}
