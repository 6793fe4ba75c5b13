import { zstdDecompressSync } from 'node:zlib';
import type { AsyncBuffer, ColumnChunk, RowGroup } from 'hyparquet';
import { parquetMetadataAsync, parquetScan } from 'hyparquet';
import type { ParquetColumn, ParquetValue } from './parquet-column.ts';
import { ParquetError } from './parquet-error.ts';
import { parquetLimits } from './parquet-limits.ts';
import { readSchema } from './parquet-schema.ts';

/** Where the bytes of a file come from. */
export interface ParquetSource {
  readonly bytes: number;
  /** The bytes from `start` to before `end`. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** What the file says of the values of a column in a row group. Instants are microseconds since 1970. */
interface ParquetExtremes {
  readonly least: ParquetValue;
  readonly greatest: ParquetValue;
}

interface ParquetGroup {
  readonly rows: number;
  /** Undefined where the file tells nothing. */
  extremesOf(column: string): ParquetExtremes | undefined;
}

/** Values of one column, in the order of the rows. */
export type ParquetValues = ArrayLike<ParquetValue>;

/** A Parquet file that is being read, a row group at a time. */
export interface ParquetReader {
  readonly rows: number;
  readonly columns: readonly ParquetColumn[];
  readonly metadata: ReadonlyMap<string, string>;
  readonly groups: readonly ParquetGroup[];
  /**
   * Reads columns of a row group, all unless named. Its bytes must be known to be whole, by their
   * digest: the decoder does not come to an end of every damage.
   */
  readGroup(index: number, names?: readonly string[]): Promise<ReadonlyMap<string, ParquetValues>>;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Values come as they stand in the file: instants in microseconds, JSON as its text. */
const parsers = {
  timestampFromMicroseconds: (micros: bigint) => micros,
  dateFromDays: (days: number) => days,
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && utf8.decode(bytes),
  jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && utf8.decode(bytes),
};
const compressors = { ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdDecompressSync(bytes)) };

/** What the decoders say of damaged bytes is of many kinds; what the source throws is not theirs. */
const damaged = (cause: unknown): Error => {
  if (cause instanceof ParquetError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ParquetError(`the Parquet file cannot be read: ${reason}`, { cause });
};

const toBuffer = ({ bytes, read }: ParquetSource): AsyncBuffer => ({
  byteLength: bytes,
  async slice(start, end = bytes) {
    const from = start < 0 ? Math.max(0, bytes + start) : start;
    const taken = await read(from, Math.min(end, bytes));
    return new Uint8Array(taken).buffer;
  },
});

/** The footer says its own length: one that was damaged must not make us read gigabytes. */
async function measureFooter({ bytes, read }: ParquetSource): Promise<number> {
  if (bytes < 12) throw new Error(`it has ${bytes} bytes`);
  const end = await read(bytes - 8, bytes);
  const length = new DataView(end.buffer, end.byteOffset, 8).getUint32(0, true);
  const mark = String.fromCharCode(...end.subarray(4, 8));
  if (mark !== 'PAR1') throw new Error('it does not end as a Parquet file');
  if (length + 12 > bytes || length > parquetLimits.footerBytesMax) {
    throw new Error(`its description has ${length} bytes`);
  }
  return length + 8;
}

const nameOf = ({ meta_data }: ColumnChunk): string | undefined => meta_data?.path_in_schema[0];

function createGroup({ num_rows, columns }: RowGroup): ParquetGroup {
  return {
    rows: Number(num_rows),
    extremesOf(name) {
      const found = columns.find((column) => nameOf(column) === name)?.meta_data?.statistics;
      const { min_value: least, max_value: greatest } = found ?? {};
      if (least === undefined || greatest === undefined) return undefined;
      return { least: least as ParquetValue, greatest: greatest as ParquetValue };
    },
  };
}

/** Decimals come as the nearest number: they are rounded to the text that they were. */
function toValues({ type, precision }: ParquetColumn, values: ArrayLike<unknown>): ParquetValues {
  if (type !== 'decimal') return values as ParquetValues;
  return Array.from(values, (value) =>
    value === null || value === undefined ? null : (value as number).toFixed(precision?.[1] ?? 0),
  );
}

/**
 * Opens a Parquet file whose columns are of the types that `createParquetFile` writes. Throws
 * a ParquetError when it is none, or when the source fails.
 */
export async function openParquet(source: ParquetSource): Promise<ParquetReader> {
  try {
    const initialFetchSize = await measureFooter(source);
    const file = toBuffer(source);
    const metadata = await parquetMetadataAsync(file, { parsers, initialFetchSize });
    const columns = readSchema(metadata.schema);
    // Bytes that are no text stay bytes.
    const scan = await parquetScan({ file, metadata, compressors, parsers, utf8: false });
    const groups = metadata.row_groups.map(createGroup);
    const starts = groups.map((_, index) =>
      groups.slice(0, index).reduce((sum, { rows }) => sum + rows, 0),
    );
    return {
      rows: Number(metadata.num_rows),
      columns,
      metadata: new Map(
        (metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? '']),
      ),
      groups,
      async readGroup(index, names = columns.map(({ name }) => name)) {
        const rowStart = starts[index] ?? 0;
        const rowEnd = rowStart + (groups[index]?.rows ?? 0);
        const wanted = columns.filter(({ name }) => names.includes(name));
        const read = new Map<string, ParquetValues>();
        try {
          for (const column of wanted) {
            const range = { column: column.name, rowStart, rowEnd };
            read.set(column.name, toValues(column, await scan.readColumn(range)));
          }
        } catch (error) {
          throw damaged(error);
        }
        return read;
      },
    };
  } catch (error) {
    throw damaged(error);
  }
}
