import type { Table } from '@homepot/catalogue';
import type { ImportRecord } from './import-record.ts';
import { openSource } from './open-source.ts';
import { readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';
import { readNdjson } from './read-ndjson.ts';

/** The forms that a file may have. */
export const fileFormats = ['ndjson', 'json', 'csv'] as const;
export type FileFormat = (typeof fileFormats)[number];

/** The form that the name of a file promises, if it promises one. */
function formatByName(file: string): FileFormat | undefined {
  const name = file.toLowerCase().replace(/\.(gz|zst|zstd)$/, '');
  if (/\.(ndjson|jsonl)$/.test(name)) return 'ndjson';
  if (name.endsWith('.json')) return 'json';
  return /\.csv$/.test(name) ? 'csv' : undefined;
}

function formatByBytes(head: Buffer): FileFormat {
  const text = head.toString('utf8').replace(/^[\s\ufeff]+/, '');
  if (text.startsWith('[')) return 'json';
  return text.startsWith('{') ? 'ndjson' : 'csv';
}

/** Reads the records of one file (`-` is stdin), compressed or not, in any of the forms. */
export async function* readRecords(
  file: string,
  table: Table,
  format: FileFormat | undefined,
  onBytes: (bytes: number) => void,
): AsyncGenerator<ImportRecord> {
  const chunks = openSource(file, onBytes);
  const first = await chunks.next();
  if (first.done === true) return;
  const source = async function* () {
    yield first.value;
    yield* chunks;
  };
  switch (format ?? formatByName(file) ?? formatByBytes(first.value)) {
    case 'ndjson':
      return yield* readNdjson(source());
    case 'json':
      return yield* readJson(source());
    case 'csv':
      return yield* readCsv(source(), table, file);
  }
}
