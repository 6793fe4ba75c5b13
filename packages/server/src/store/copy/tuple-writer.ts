import { Buffer } from 'node:buffer';
import type { InetValue } from './inet-bytes.ts';

/** Microseconds from 1970 to 2000, where PostgreSQL begins to count. */
const epochOffsetMicros = 946_684_800_000_000;
const twoTo32 = 4_294_967_296;
/** Below this length a loop is faster than a call out of JavaScript. */
const shortTextCharactersMax = 40;

/**
 * Writes rows in PostgreSQL's binary COPY format, into one buffer that grows.
 *
 * A tuple is a 16-bit count of fields, then for each field a 32-bit length and that many bytes;
 * length -1 is NULL. All numbers are big-endian. The file header and trailer are not written here:
 * they belong to a COPY, not to a row. A row that turns out bad is taken back with `rollback`.
 *
 * It is a class, and not a closure, because its methods are called for every value at the door and
 * the compiler inlines methods.
 */
export class TupleWriter {
  private bytes: Buffer;
  private view: DataView;
  private at = 0;
  private readonly initialBytes: number;

  constructor(initialBytes: number) {
    this.initialBytes = initialBytes;
    this.bytes = Buffer.allocUnsafeSlow(initialBytes);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, initialBytes);
  }

  /** Where the next byte goes; a mark to roll back to. */
  get length(): number {
    return this.at;
  }

  /** Takes back everything written since `mark`. */
  rollback(mark: number): void {
    this.at = mark;
  }

  /** Forgets what was written, and room that only one large batch needed. */
  clear(): void {
    this.at = 0;
    if (this.bytes.length > this.initialBytes * 4) this.allocate(this.initialBytes);
  }

  /**
   * The written bytes as a copy of their own; the writer is empty afterwards. Small ones share memory that
   * is freed with the last of them: a buffer for each would cost more than the bytes in it.
   */
  take(): Uint8Array {
    const taken = Buffer.allocUnsafe(this.at);
    this.bytes.copy(taken, 0, 0, this.at);
    this.clear();
    return taken;
  }

  /** The written bytes themselves, until something else is written; the writer is empty afterwards. */
  lend(): Uint8Array {
    const lent = this.bytes.subarray(0, this.at);
    this.at = 0;
    return lent;
  }

  /** Begins a row of `fieldCount` fields. */
  row(fieldCount: number): void {
    this.ensure(2);
    this.view.setInt16(this.at, fieldCount);
    this.at += 2;
  }

  null(): void {
    this.ensure(4);
    this.view.setInt32(this.at, -1);
    this.at += 4;
  }

  boolean(value: boolean): void {
    this.ensure(5);
    this.view.setInt32(this.at, 1);
    this.bytes[this.at + 4] = value ? 1 : 0;
    this.at += 5;
  }

  integer(value: number): void {
    this.ensure(8);
    this.view.setInt32(this.at, 4);
    this.view.setInt32(this.at + 4, value);
    this.at += 8;
  }

  /** A whole number within 2^53. */
  bigint(value: number): void {
    this.ensure(12);
    this.view.setInt32(this.at, 8);
    this.view.setInt32(this.at + 4, Math.floor(value / twoTo32));
    this.view.setUint32(this.at + 8, value % twoTo32);
    this.at += 12;
  }

  double(value: number): void {
    this.ensure(12);
    this.view.setInt32(this.at, 8);
    this.view.setFloat64(this.at + 4, value);
    this.at += 12;
  }

  /** An instant, microseconds since 1970. */
  timestamp(micros: number): void {
    this.bigint(micros - epochOffsetMicros);
  }

  text(value: string): void {
    const length = value.length;
    this.ensure(4 + length * 3);
    if (length > shortTextCharactersMax) {
      this.longText(value);
      return;
    }
    const bytes = this.bytes;
    const start = this.at + 4;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) {
        this.longText(value);
        return;
      }
      bytes[start + i] = code;
    }
    this.view.setInt32(this.at, length);
    this.at = start + length;
  }

  /** JSON text as `jsonb`. */
  jsonb(value: string): void {
    this.ensure(5 + value.length * 3);
    const written = this.bytes.write(value, this.at + 5, 'utf8');
    this.view.setInt32(this.at, written + 1);
    this.bytes[this.at + 4] = 1;
    this.at += 5 + written;
  }

  bytea(value: Uint8Array): void {
    this.ensure(4 + value.length);
    this.view.setInt32(this.at, value.length);
    this.bytes.set(value, this.at + 4);
    this.at += 4 + value.length;
  }

  inet(value: InetValue): void {
    const size = value.address.length;
    this.ensure(8 + size);
    this.view.setInt32(this.at, 4 + size);
    // 2 is PostgreSQL's own number for IPv4 and 3 for IPv6, on every platform.
    this.bytes[this.at + 4] = value.family === 4 ? 2 : 3;
    this.bytes[this.at + 5] = value.prefixBits;
    this.bytes[this.at + 6] = 0;
    this.bytes[this.at + 7] = size;
    this.bytes.set(value.address, this.at + 8);
    this.at += 8 + size;
  }

  /**
   * A decimal number of two places, given in hundredths (within 2^53). PostgreSQL keeps decimal
   * numbers in groups of four decimal digits, the weight being the place of the first group.
   */
  hundredths(value: number): void {
    const magnitude = Math.abs(value);
    const whole = Math.floor(magnitude / 100);
    const fraction = (magnitude - whole * 100) * 100;
    const start = this.at;
    this.ensure(24);
    this.at += 12;
    const weight = this.decimalGroups(whole) - 1;
    if (fraction > 0) {
      this.view.setInt16(this.at, fraction);
      this.at += 2;
    }
    const groups = (this.at - start - 12) / 2;
    this.view.setInt32(start, 8 + groups * 2);
    this.view.setInt16(start + 4, groups);
    this.view.setInt16(start + 6, weight);
    this.view.setUint16(start + 8, value < 0 ? 0x4000 : 0);
    this.view.setUint16(start + 10, 2);
  }

  /** Fields that were encoded before. */
  fields(encoded: Uint8Array): void {
    const length = encoded.length;
    this.ensure(length);
    const bytes = this.bytes;
    const start = this.at;
    if (length > 64) bytes.set(encoded, start);
    else for (let i = 0; i < length; i++) bytes[start + i] = encoded[i] as number;
    this.at = start + length;
  }

  /** Writes a whole number in groups of four decimal digits; returns how many. */
  private decimalGroups(value: number): number {
    if (value === 0) return 0;
    const rest = Math.floor(value / 10_000);
    const before = this.decimalGroups(rest);
    this.view.setInt16(this.at, value - rest * 10_000);
    this.at += 2;
    return before + 1;
  }

  private longText(value: string): void {
    const written = this.bytes.write(value, this.at + 4, 'utf8');
    this.view.setInt32(this.at, written);
    this.at += 4 + written;
  }

  private ensure(more: number): void {
    if (this.at + more > this.bytes.length) this.grow(more);
  }

  private grow(more: number): void {
    const size = Math.max(this.bytes.length * 2, this.at + more);
    const before = this.bytes;
    this.allocate(size);
    before.copy(this.bytes, 0, 0, this.at);
  }

  private allocate(size: number): void {
    this.bytes = Buffer.allocUnsafeSlow(size);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, size);
  }
}

/** A writer that starts with room for `initialBytes`. */
export function createTupleWriter(initialBytes = 65_536): TupleWriter {
  return new TupleWriter(initialBytes);
}
