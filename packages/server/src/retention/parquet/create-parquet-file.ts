import { createGroupWriter } from './group-writer.ts';
import type { ParquetColumn, ParquetRow, ParquetValue } from './parquet-column.ts';
import { parquetLimits } from './parquet-limits.ts';
import { sizeOf, toPhysical } from './physical-value.ts';

/** What is known of a file when it is finished. */
interface ParquetTotals {
  readonly rows: number;
  readonly bytes: number;
}

/** A Parquet file that is being written. */
export interface ParquetFile {
  /** Takes rows; writes whenever a row group is full. Not to be called before the last call resolved. */
  append(rows: Iterable<ParquetRow>): Promise<void>;
  /** Writes what is left, and the description of the file. */
  finish(): Promise<ParquetTotals>;
}

export interface ParquetFileOptions {
  readonly columns: readonly ParquetColumn[];
  /** Key and value pairs of the description; asked for when the file is finished. */
  readonly metadata: () => Readonly<Record<string, string>>;
  /**
   * Takes the next bytes of the file: once for each row group, in order, and once for the description
   * at the end. The bytes are the taker's own.
   */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** `groupRowsMax` unless given. */
  readonly rowGroupRowsMax?: number;
  /** Which program wrote it, for the description. */
  readonly createdBy: string;
}

/**
 * Begins a Parquet file: zstd, a row group at a time, of which one is held in memory. The event loop
 * goes on between two columns. Values that do not fit their column throw a TypeError.
 */
export function createParquetFile(options: ParquetFileOptions): ParquetFile {
  const { columns, metadata, write, createdBy } = options;
  const rowsMax = options.rowGroupRowsMax ?? parquetLimits.groupRowsMax;
  const writer = createGroupWriter(columns, createdBy);
  let values: ParquetValue[][] = columns.map(() => []);
  let rows = 0;
  let bytes = 0;

  async function flush(): Promise<void> {
    if (rows === 0) return;
    const full = { rows, values };
    values = columns.map(() => []);
    rows = 0;
    bytes = 0;
    await write(await writer.group(full.rows, full.values));
  }

  function take(row: ParquetRow): void {
    for (const [index, column] of columns.entries()) {
      const value = row[index] ?? null;
      values[index]?.push(toPhysical(column, value));
      bytes += sizeOf(value);
    }
    rows += 1;
  }

  return {
    async append(given) {
      for (const row of given) {
        take(row);
        if (rows >= rowsMax || bytes >= parquetLimits.groupBytesMax) await flush();
      }
    },
    async finish() {
      await flush();
      await write(await writer.end(metadata()));
      return { rows: writer.rows, bytes: writer.bytes };
    },
  };
}
