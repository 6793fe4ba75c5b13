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

/** Reads numbers that `appendVarint` wrote, one after the other. */
export interface VarintReader {
  read(): number;
  /** Whether all bytes were read. */
  atEnd(): boolean;
}

/** Creates a reader that begins at `start`. Reading past the end throws a RangeError. */
export function createVarintReader(bytes: Uint8Array, start: number): VarintReader {
  let position = start;
  return {
    read() {
      // Most numbers are distances and small counts, of one byte.
      const first = bytes[position];
      if (first !== undefined && first < 128) {
        position += 1;
        return first;
      }
      let value = 0;
      let scale = 1;
      for (let length = 1; length <= varintBytesMax; length += 1) {
        const byte = bytes[position];
        if (byte === undefined) throw new RangeError('the number is cut off');
        position += 1;
        value += (byte % 128) * scale;
        if (byte < 128) return value;
        scale *= 128;
      }
      throw new RangeError('the number is too long');
    },
    atEnd: () => position >= bytes.length,
  };
}
