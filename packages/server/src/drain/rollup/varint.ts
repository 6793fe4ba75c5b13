/** The most bytes that one encoded number takes. */
const varintBytesMax = 8;

/**
 * Appends a whole number from 0 to 2^53 - 1, seven bits a byte, the least first. The arithmetic is
 * that of doubles, since bit operations end at 32 bits and counts do not.
 */
export function appendVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

/** Encoded numbers, and how far they were read. */
export interface VarintSource {
  readonly bytes: Uint8Array;
  position: number;
}

function readLong(source: VarintSource): number {
  let value = 0;
  let scale = 1;
  for (let length = 1; length <= varintBytesMax; length += 1) {
    const byte = source.bytes[source.position];
    if (byte === undefined) throw new RangeError('the number is cut off');
    source.position += 1;
    value += (byte % 128) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
  throw new RangeError('the number is too long');
}

/** Reads a number that `appendVarint` wrote. Reading past the end throws a RangeError. */
export function readVarint(source: VarintSource): number {
  // Most numbers are distances and small counts, of one byte.
  const first = source.bytes[source.position];
  if (first === undefined || first >= 128) return readLong(source);
  source.position += 1;
  return first;
}
