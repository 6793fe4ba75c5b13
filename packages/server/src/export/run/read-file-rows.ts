import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ObjectStorage, ParquetSource } from '../../retention/index.ts';
import { openParquet } from '../../retention/index.ts';
import { readCsvRecords } from './read-csv-records.ts';

/** The texts of a column, in no particular order; those that come again may be left out. */
export interface ColumnTexts {
  readonly column: string;
  readonly texts: Iterable<string>;
}

function toSource(storage: ObjectStorage, key: string, bytes: number): ParquetSource {
  return {
    bytes,
    async read(start, end) {
      const parts: Uint8Array[] = [];
      for await (const part of storage.read(key, { start, end })) parts.push(part);
      return Buffer.concat(parts);
    },
  };
}

function* textsOf(values: ArrayLike<unknown>): Generator<string> {
  let last: unknown;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (typeof value === 'string' && value !== last) yield value;
    last = value;
  }
}

async function* readParquetTexts(source: ParquetSource, columns: readonly string[]) {
  const reader = await openParquet(source);
  for (const index of reader.groups.keys()) {
    for (const column of columns) {
      const values = (await reader.readGroup(index, [column])).get(column) ?? [];
      yield { column, texts: textsOf(values) };
    }
  }
}

const wholeText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

async function* readNdjsonTexts(bytes: AsyncIterable<Uint8Array>, columns: readonly string[]) {
  const lines = createInterface({
    input: Readable.from(bytes),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const line of lines) {
    const row = JSON.parse(line) as Readonly<Record<string, unknown>>;
    for (const column of columns) yield { column, texts: [wholeText(row[column])] };
  }
}

async function* readCsvTexts(bytes: AsyncIterable<Uint8Array>, columns: readonly string[]) {
  let head: readonly string[] | undefined;
  for await (const record of readCsvRecords(bytes)) {
    if (head === undefined) {
      head = record;
      continue;
    }
    for (const [i, column] of head.entries()) {
      if (columns.includes(column)) yield { column, texts: [record[i] ?? ''] };
    }
  }
}

/** Reads the texts of some columns of a file back out of the storage, in bounded memory. */
export function readFileTexts(
  storage: ObjectStorage,
  { key, name, bytes }: { readonly key: string; readonly name: string; readonly bytes: number },
  columns: readonly string[],
): AsyncIterable<ColumnTexts> {
  if (name.endsWith('.parquet')) return readParquetTexts(toSource(storage, key, bytes), columns);
  const read = name.endsWith('.csv') ? readCsvTexts : readNdjsonTexts;
  return read(storage.read(key), columns);
}
