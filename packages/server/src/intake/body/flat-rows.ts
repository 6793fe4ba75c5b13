import { isAscii } from 'node:buffer';
import { limits } from '../../kernel/index.ts';
import type { Decoded } from './decoded.ts';
import { noFaults } from './decoded.ts';

/**
 * The fast way in. Most batches are records without nesting, in ASCII, without escapes, each with
 * the same keys in the same order, because one program wrote them. Such a body is read here in one
 * pass, straight into one array a column, without making an object a row: twice as fast as a scan
 * and JSON.parse.
 *
 * It is never the judge: whatever it does not expect makes it give up, and the body is read the
 * ordinary way, which says what is wrong. So it must be strict, and must give for what it does read
 * exactly the values that JSON.parse gives.
 */

const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;
const backslash = 0x5c;
const openList = 0x5b;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/** Fifteen digits are exact in a double, and so are these powers: their quotient is rounded once. */
const exactDigitsMax = 15;
const powersOfTen = Array.from({ length: exactDigitsMax + 1 }, (_, i) => 10 ** i);

/** Small enough for the garbage collector to take its text for a small one. */
const windowBytes = 32_768;

/** What `value` gives when it does not know what it sees. */
const givenUp = Symbol('given up');

class FlatReader {
  readonly names: string[] = [];
  readonly lists: unknown[][] = [];
  count = 0;
  at = 0;
  private readonly bytes: Buffer;
  /** The bytes from `windowStart` to `windowEnd` as text, for cutting texts out of. */
  private window = '';
  private windowStart = 0;
  private windowEnd = 0;
  /** The bytes of each key with its quotes and colon, as the first record wrote it. */
  private readonly keys: Uint8Array[] = [];

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Goes over whitespace between records. */
  skipSpace(): void {
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte !== space && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.at++;
    }
  }

  take(mark: number): boolean {
    if (this.bytes[this.at] !== mark) return false;
    this.at++;
    return true;
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  /** Goes to the next record of NDJSON: behind at least one line end, or to the end. */
  takeLineEnd(): boolean {
    const from = this.at;
    this.skipSpace();
    if (this.isAtEnd) return true;
    for (let i = from; i < this.at; i++) if (this.bytes[i] === 0x0a) return true;
    return false;
  }

  /** Reads the first record and learns its keys. */
  readFirst(): boolean {
    if (!this.take(openObject)) return false;
    do {
      if (!this.learnKey()) return false;
      const value = this.value();
      if (value === givenUp) return false;
      this.lists.push([value]);
    } while (this.takeComma());
    this.count = 1;
    return this.take(closeObject);
  }

  /** Reads a record that must have the keys of the first in their order. */
  readNext(): boolean {
    if (!this.take(openObject)) return false;
    const lists = this.lists;
    for (let i = 0; i < lists.length; i++) {
      if (i > 0 && !this.takeComma()) return false;
      if (!this.takeKey(this.keys[i] as Uint8Array)) return false;
      const value = this.value();
      if (value === givenUp) return false;
      (lists[i] as unknown[]).push(value);
    }
    this.count++;
    return this.take(closeObject);
  }

  private takeComma(): boolean {
    if (!this.take(comma)) return false;
    this.take(space);
    return true;
  }

  private takeKey(key: Uint8Array): boolean {
    const bytes = this.bytes;
    const at = this.at;
    const length = key.length;
    for (let i = 0; i < length; i++) if (bytes[at + i] !== key[i]) return false;
    this.at = at + length;
    if (bytes[this.at] === space) this.at++;
    return true;
  }

  private learnKey(): boolean {
    const from = this.at;
    if (!this.take(quote)) return false;
    const name = this.restOfText();
    if (name === givenUp || !this.take(0x3a)) return false;
    if (name === '__proto__' || this.names.includes(name as string)) return false;
    if (this.names.length >= limits.jsonKeysPerObjectMax) return false;
    this.names.push(name as string);
    this.keys.push(this.bytes.subarray(from, this.at));
    this.take(space);
    return true;
  }

  private value(): unknown {
    const byte = this.bytes[this.at] as number;
    if (byte === quote) {
      this.at++;
      return this.restOfText();
    }
    if ((byte >= zero && byte <= nine) || byte === minus) return this.number();
    if (this.takeWord('null')) return null;
    if (this.takeWord('true')) return true;
    if (this.takeWord('false')) return false;
    return givenUp;
  }

  private takeWord(word: string): boolean {
    for (let i = 0; i < word.length; i++) {
      if (this.bytes[this.at + i] !== word.charCodeAt(i)) return false;
    }
    this.at += word.length;
    return true;
  }

  private restOfText(): unknown {
    const bytes = this.bytes;
    const from = this.at;
    let i = from;
    for (;;) {
      const byte = bytes[i] as number;
      if (byte === quote) break;
      // A control character is no JSON; the end of the bytes is undefined and not above it either.
      if (byte === backslash || !(byte >= space)) return givenUp;
      i++;
    }
    this.at = i + 1;
    return this.cut(from, i);
  }

  /** The text of some bytes. Cutting it out of a text is faster than a call out of JavaScript. */
  private cut(from: number, end: number): string {
    if (end > this.windowEnd || from < this.windowStart) {
      if (end - from > windowBytes / 4) return this.bytes.toString('latin1', from, end);
      this.windowStart = from;
      this.windowEnd = Math.min(from + windowBytes, this.bytes.length);
      this.window = this.bytes.toString('latin1', from, this.windowEnd);
    }
    return this.window.slice(from - this.windowStart, end - this.windowStart);
  }

  /** Where the digits from `at` on end. */
  private digitsEnd(at: number): number {
    let i = at;
    for (;;) {
      const byte = this.bytes[i] as number;
      if (!(byte >= zero && byte <= nine)) return i;
      i++;
    }
  }

  private digitsFrom(from: number, end: number, before: number): number {
    let value = before;
    for (let i = from; i < end; i++) value = value * 10 + (this.bytes[i] as number) - zero;
    return value;
  }

  private number(): unknown {
    const bytes = this.bytes;
    const from = this.at;
    const whole = bytes[from] === minus ? from + 1 : from;
    const wholeEnd = this.digitsEnd(whole);
    if (wholeEnd === whole || (bytes[whole] === zero && wholeEnd > whole + 1)) return givenUp;
    let end = wholeEnd;
    if (bytes[wholeEnd] === point) {
      end = this.digitsEnd(wholeEnd + 1);
      if (end === wholeEnd + 1) return givenUp;
    }
    this.at = end;
    if (((bytes[end] as number) | 0x20) === 0x65) return givenUp;
    if (end - whole > exactDigitsMax) return Number(this.cut(from, end));
    let value = this.digitsFrom(whole, wholeEnd, 0);
    if (end > wholeEnd) {
      const places = end - wholeEnd - 1;
      value = this.digitsFrom(wholeEnd + 1, end, value) / (powersOfTen[places] as number);
    }
    return whole === from ? value : -value;
  }
}

function finish(reader: FlatReader): Decoded | undefined {
  if (!reader.isAtEnd) return undefined;
  const columns = Object.fromEntries(reader.names.map((name, i) => [name, reader.lists[i] ?? []]));
  return {
    records: { kind: 'columns', columns },
    count: reader.count,
    isSingle: false,
    checksText: false,
    faults: noFaults,
    batchId: undefined,
  };
}

/** Reads a JSON array of flat records; undefined when the body is anything else. */
export function decodeFlatRows(bytes: Buffer): Decoded | undefined {
  if (!isAscii(bytes)) return undefined;
  const reader = new FlatReader(bytes);
  reader.skipSpace();
  if (!reader.take(openList)) return undefined;
  reader.skipSpace();
  if (!reader.readFirst()) return undefined;
  for (;;) {
    reader.skipSpace();
    if (reader.take(closeList)) break;
    if (!reader.take(comma) || reader.count >= limits.recordsPerBatchMax) return undefined;
    reader.skipSpace();
    if (!reader.readNext()) return undefined;
  }
  reader.skipSpace();
  return finish(reader);
}

/** Reads NDJSON of flat records; undefined when the body is anything else. */
export function decodeFlatLines(bytes: Buffer): Decoded | undefined {
  if (!isAscii(bytes)) return undefined;
  const reader = new FlatReader(bytes);
  reader.skipSpace();
  if (!reader.readFirst()) return undefined;
  for (;;) {
    if (!reader.takeLineEnd()) return undefined;
    if (reader.isAtEnd) return finish(reader);
    if (reader.count >= limits.recordsPerBatchMax || !reader.readNext()) return undefined;
  }
}
