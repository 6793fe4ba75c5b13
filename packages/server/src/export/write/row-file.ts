import type { ExportFormat } from '@homepot/catalogue';
import type { ObjectStorage } from '../../retention/index.ts';
import { createParquetEncoder } from './parquet-encoder.ts';
import { createPipe } from './pipe.ts';
import type { ExportRow, FileColumn, RowEncoder } from './row-encoder.ts';
import { createCsvEncoder, createNdjsonEncoder } from './text-encoders.ts';

/** What was written. */
interface WrittenFile {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** A file of rows that is being written into the storage. */
export interface RowFile {
  append(rows: readonly ExportRow[]): Promise<void>;
  /** Resolves once the file is safe. */
  finish(): Promise<WrittenFile>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

export interface RowFileOptions {
  readonly storage: ObjectStorage;
  readonly key: string;
  readonly format: ExportFormat;
  readonly columns: readonly FileColumn[];
  /** What Parquet tells of itself. */
  readonly metadata: Readonly<Record<string, string>>;
}

const encoders: Readonly<Record<ExportFormat, typeof createCsvEncoder>> = {
  parquet: createParquetEncoder,
  csv: createCsvEncoder,
  ndjson: createNdjsonEncoder,
};

/** Begins a file. Memory is bounded by a row group, or a piece of text. */
export function openRowFile(options: RowFileOptions): RowFile {
  const { storage, key, format, columns, metadata } = options;
  const pipe = createPipe();
  let rows = 0;
  const written = storage.write(key, pipe.source);
  // Told to whoever appends next; without a listener it would end the process before.
  written.catch((error: unknown) => pipe.fail(error));
  const encoder: RowEncoder = encoders[format]({ columns, metadata, write: pipe.write });
  return {
    async append(given) {
      rows += given.length;
      await encoder.append(given);
    },
    async finish() {
      await encoder.finish();
      pipe.end();
      return { rows, ...(await written) };
    },
    async abandon() {
      pipe.fail(new Error('the file was abandoned'));
      await written.catch(() => undefined);
    },
  };
}
