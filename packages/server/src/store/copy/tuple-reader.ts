import { Buffer } from 'node:buffer';

const epochOffsetMicros = 946_684_800_000_000;
const twoTo32 = 4_294_967_296;

/**
 * Walks over tuples of the binary COPY format and reads single fields, without decoding the rest.
 * Fields are numbered from 0. Reading a field as what it is not gives nonsense: the columns of the
 * section say what each is.
 */
export class TupleReader {
  /** Where the current tuple begins and ends. */
  start = 0;
  end = 0;

  private readonly bytes: Buffer;
  private readonly view: DataView;
  /** Where the bytes of each field of the current tuple begin, and their length or -1. */
  private readonly begins: number[] = [];
  private readonly lengths: number[] = [];

  constructor(tuples: Uint8Array) {
    this.bytes = Buffer.from(tuples.buffer, tuples.byteOffset, tuples.byteLength);
    this.view = new DataView(tuples.buffer, tuples.byteOffset, tuples.byteLength);
  }

  /** Goes to the next tuple. False when there is none. */
  next(): boolean {
    this.start = this.end;
    if (this.start >= this.bytes.length) return false;
    const count = this.view.getInt16(this.start);
    let at = this.start + 2;
    for (let field = 0; field < count; field++) {
      const length = this.view.getInt32(at);
      at += 4;
      this.begins[field] = at;
      this.lengths[field] = length;
      if (length > 0) at += length;
    }
    this.end = at;
    return true;
  }

  /** The bytes of the current tuple. */
  tuple(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }

  isNull(field: number): boolean {
    return this.lengths[field] === -1;
  }

  boolean(field: number): boolean {
    return this.bytes[this.begin(field)] === 1;
  }

  integer(field: number): number {
    return this.view.getInt32(this.begin(field));
  }

  bigint(field: number): number {
    const at = this.begin(field);
    return this.view.getInt32(at) * twoTo32 + this.view.getUint32(at + 4);
  }

  double(field: number): number {
    return this.view.getFloat64(this.begin(field));
  }

  /** An instant, microseconds since 1970. */
  timestamp(field: number): number {
    return this.bigint(field) + epochOffsetMicros;
  }

  text(field: number): string {
    const at = this.begin(field);
    return this.bytes.toString('utf8', at, at + (this.lengths[field] ?? 0));
  }

  /** The text of a `jsonb`. */
  jsonb(field: number): string {
    const at = this.begin(field);
    return this.bytes.toString('utf8', at + 1, at + (this.lengths[field] ?? 0));
  }

  bytea(field: number): Uint8Array {
    const at = this.begin(field);
    return this.bytes.subarray(at, at + (this.lengths[field] ?? 0));
  }

  /** A decimal number of two places, in hundredths. */
  hundredths(field: number): number {
    const at = this.begin(field);
    const groups = this.view.getInt16(at);
    const weight = this.view.getInt16(at + 2);
    let value = 0;
    for (let group = 0; group < groups; group++) {
      const digits = this.view.getInt16(at + 8 + group * 2);
      const place = weight - group;
      value += place >= 0 ? digits * 100 * 10_000 ** place : digits / 100;
    }
    return this.view.getUint16(at + 4) === 0x4000 ? -value : value;
  }

  private begin(field: number): number {
    return this.begins[field] as number;
  }
}

/** A reader that stands before the first tuple. */
export function createTupleReader(tuples: Uint8Array): TupleReader {
  return new TupleReader(tuples);
}
