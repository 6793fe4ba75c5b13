import { crc32 } from 'node:zlib';

/**
 * The files of an agent are lines: eight hexadecimal digits of CRC-32, a space, one JSON value, a
 * line feed. A line whose checksum does not fit is damaged and is skipped, so damage costs the lines
 * that it touched. A last line without its line feed was torn by a crash, and was never relied on.
 */
const headCharacters = 9;
const lineFeed = 0x0a;

const checksum = (bytes: Uint8Array | string) => crc32(bytes).toString(16).padStart(8, '0');

/** One line as bytes. */
export function encodeLine(value: unknown): Buffer {
  const json = JSON.stringify(value);
  return Buffer.from(`${checksum(json)} ${json}\n`);
}

/** The value of one line with or without its line feed; undefined where it is damaged. */
export function decodeLine(line: Buffer): unknown {
  const end = line.at(-1) === lineFeed ? line.length - 1 : line.length;
  const json = line.subarray(headCharacters, end);
  const head = line.toString('latin1', 0, headCharacters);
  if (head !== `${checksum(json)} `) return undefined;
  try {
    return JSON.parse(json.toString());
  } catch {
    return undefined;
  }
}

/** A line in a file. */
export interface Line {
  readonly offset: number;
  /** Bytes, the line feed included. */
  readonly length: number;
  /** Undefined where it is damaged. */
  readonly value: unknown;
}

/** The whole lines of a file, in order. */
export function* decodeLines(bytes: Buffer): Generator<Line> {
  let offset = 0;
  for (;;) {
    const end = bytes.indexOf(lineFeed, offset);
    if (end === -1) return;
    const length = end + 1 - offset;
    yield { offset, length, value: decodeLine(bytes.subarray(offset, end)) };
    offset = end + 1;
  }
}
