import { setImmediate as nextTurn } from 'node:timers/promises';
import { constants, zstdCompressSync } from 'node:zlib';
import type { ColumnChunk } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { writeColumn } from 'hyparquet-writer/src/column.js';
import { encodeNestedValues } from 'hyparquet-writer/src/dremel.js';
import { schemaPathResolver } from 'hyparquet-writer/src/schema.js';
import type { ParquetColumn, ParquetValue } from './parquet-column.ts';
import { parquetLimits } from './parquet-limits.ts';
import { createSchema, createWritingSchema } from './parquet-schema.ts';

/** With the checksum of zstd, so that a changed byte is noticed when a page is opened. */
const compress = (bytes: Uint8Array): Uint8Array =>
  zstdCompressSync(bytes, {
    params: {
      [constants.ZSTD_c_compressionLevel]: parquetLimits.zstdLevel,
      [constants.ZSTD_c_checksumFlag]: 1,
    },
  });
const compressors = { ZSTD: compress };

/** Numbers that mostly grow from row to row take next to nothing as differences. */
const encodingOf = ({ type }: ParquetColumn) =>
  type === 'bigint' || type === 'timestamp' ? { encoding: 'DELTA_BINARY_PACKED' as const } : {};

/** Whether the least and the greatest value say anything, and every reader takes them alike. */
const hasOrder = ({ type }: ParquetColumn) => type !== 'json' && type !== 'bytes';

/** Encodes row groups, and the description of the file behind the last. */
export interface GroupWriter {
  /** Bytes and rows so far. */
  readonly bytes: number;
  readonly rows: number;
  /** The next bytes of the file: a row group of so many rows, its values by column. */
  group(rows: number, values: readonly (readonly ParquetValue[])[]): Promise<Uint8Array>;
  /** The last bytes of the file. */
  end(metadata: Readonly<Record<string, string>>): Promise<Uint8Array>;
}

export function createGroupWriter(
  columns: readonly ParquetColumn[],
  createdBy: string,
): GroupWriter {
  const writer = new ByteWriter(parquetLimits.pageBytes);
  const schema = createWritingSchema(columns);
  const file = new ParquetWriter({ writer, schema, codec: 'ZSTD', compressors, createdBy });
  const pathOf = schemaPathResolver(schema);

  function encode(column: ParquetColumn, values: readonly ParquetValue[]): ColumnChunk {
    const path = pathOf([column.name]);
    const schemaPath = path.map((node) => node.element);
    const result = writeColumn({
      writer,
      column: {
        columnName: column.name,
        element: schemaPath[schemaPath.length - 1] ?? { name: column.name },
        schemaPath,
        codec: 'ZSTD',
        compressors,
        stats: (column.statistics ?? false) && hasOrder(column),
        pageSize: parquetLimits.pageBytes,
        columnIndex: false,
        offsetIndex: true,
        ...encodingOf(column),
      },
      pageData: encodeNestedValues(path, [...values]),
    });
    file.pendingIndexes.push(result);
    return result.chunk;
  }

  /** The writer's buffer is used again for the next group. */
  function take(): Uint8Array {
    const taken = writer.getBytes().slice();
    writer.index = 0;
    return taken;
  }

  return {
    get bytes() {
      return writer.offset;
    },
    get rows() {
      return Number(file.num_rows);
    },
    async group(rows, values) {
      const start = writer.offset;
      const chunks: ColumnChunk[] = [];
      for (const [index, column] of columns.entries()) {
        chunks.push(encode(column, values[index] ?? []));
        await nextTurn();
      }
      const sizes = chunks.map((chunk) => chunk.meta_data?.total_uncompressed_size ?? 0n);
      file.row_groups.push({
        columns: chunks,
        total_byte_size: sizes.reduce((sum, size) => sum + size, 0n),
        num_rows: BigInt(rows),
        total_compressed_size: BigInt(writer.offset - start),
      });
      file.num_rows += BigInt(rows);
      return take();
    },
    async end(metadata) {
      file.schema = createSchema(columns);
      file.kvMetadata = Object.entries(metadata).map(([key, value]) => ({ key, value }));
      await file.finish();
      return take();
    },
  };
}
