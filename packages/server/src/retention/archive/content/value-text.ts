import { Buffer } from 'node:buffer';
import type { ParquetColumn, ParquetValue } from '../../parquet/parquet-column.ts';

type FieldText = (value: ParquetValue) => string;

const bits = new DataView(new ArrayBuffer(8));

/** A floating-point number as its bits. */
function bitsText(value: number): string {
  bits.setFloat64(0, value);
  return bits.getBigInt64(0).toString();
}

function writerOf({ type }: ParquetColumn): (value: NonNullable<ParquetValue>) => string {
  switch (type) {
    case 'double':
      return (value) => bitsText(value as number);
    case 'bytes':
      return (value) => Buffer.from(value as Uint8Array).toString('hex');
    case 'text':
    case 'json':
      return (value) => `${Buffer.byteLength(value as string)}:${value}`;
    default:
      return String;
  }
}

/** How a value of the column stands in the text of its row: see `row-text.ts`. */
export function createFieldText(column: ParquetColumn): FieldText {
  const write = writerOf(column);
  return (value) => (value === null ? '' : write(value));
}
