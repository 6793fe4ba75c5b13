import { Buffer } from 'node:buffer';
import type { ParquetColumn, ParquetRow, ParquetValue } from '../../parquet/parquet-column.ts';

/** Reads the field of which these are the bytes. */
type ReadField = (bytes: Buffer, start: number, end: number) => ParquetValue;

/** Signature, flags and the length of an extension that PostgreSQL never sends. */
const headerBytes = 19;
/** Microseconds from 1970 to 2000, where PostgreSQL begins to count. */
const epochOffsetMicros = 946_684_800_000_000n;
const epochOffsetDays = 10_957;

function readerOf({ type }: ParquetColumn): ReadField {
  switch (type) {
    case 'boolean':
      return (bytes, start) => bytes[start] === 1;
    case 'int':
      return (bytes, start) => bytes.readInt32BE(start);
    case 'date':
      return (bytes, start) => bytes.readInt32BE(start) + epochOffsetDays;
    case 'bigint':
      return (bytes, start) => bytes.readBigInt64BE(start);
    case 'double':
      return (bytes, start) => bytes.readDoubleBE(start);
    case 'timestamp':
      return (bytes, start) => bytes.readBigInt64BE(start) + epochOffsetMicros;
    case 'json':
      // A jsonb begins with the version of its form.
      return (bytes, start, end) => bytes.toString('utf8', start + 1, end);
    case 'bytes':
      return (bytes, start, end) => new Uint8Array(bytes.subarray(start, end));
    case 'text':
    case 'decimal':
      return (bytes, start, end) => bytes.toString('utf8', start, end);
  }
}

/** What was found where a row should be. */
type Found =
  | { readonly row: ParquetRow; readonly end: number }
  /** The row goes on in the next chunk. */
  | 'cut'
  /** The COPY is over. */
  | 'last';

function readRow(readers: readonly ReadField[], bytes: Buffer, start: number): Found {
  if (start + 2 > bytes.length) return 'cut';
  const count = bytes.readInt16BE(start);
  if (count === -1) return 'last';
  if (count !== readers.length) throw new Error(`a row has ${count} fields of ${readers.length}`);
  const row: ParquetValue[] = [];
  let at = start + 2;
  for (const read of readers) {
    if (at + 4 > bytes.length) return 'cut';
    const length = bytes.readInt32BE(at);
    at += 4;
    const end = at + Math.max(0, length);
    if (end > bytes.length) return 'cut';
    row.push(length === -1 ? null : read(bytes, at, end));
    at = end;
  }
  return { row, end: at };
}

/**
 * Reads the rows of a binary COPY, whose chunks may be cut anywhere. Throws when it ends early: then it
 * is not known what is missing.
 */
export async function* readCopy(
  columns: readonly ParquetColumn[],
  next: () => Promise<Uint8Array | null>,
): AsyncGenerator<readonly ParquetRow[]> {
  const readers = columns.map(readerOf);
  let rest: Buffer = Buffer.alloc(0);
  let at = headerBytes;
  for (let chunk = await next(); chunk !== null; chunk = await next()) {
    rest = Buffer.concat([rest, chunk]);
    const rows: ParquetRow[] = [];
    let found = readRow(readers, rest, at);
    while (typeof found === 'object') {
      rows.push(found.row);
      at = found.end;
      found = readRow(readers, rest, at);
    }
    yield rows;
    if (found === 'last') return;
    if (at <= rest.length) {
      rest = rest.subarray(at);
      at = 0;
    }
  }
  throw new Error('the rows of the database ended early');
}
