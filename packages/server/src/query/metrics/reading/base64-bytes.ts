/** Where the bytes are put; made larger when a text needs it, and given back by nobody. */
let scratch = Buffer.alloc(65_536);
/** A larger text gets bytes of its own. */
const scratchBytesMax = 4 * 1_048_576;

/**
 * The bytes of a base64 text, valid until the next call. A buffer for each of the thousand texts of one answer
 * lies outside the heap, and so many of them make the collector walk the whole heap every few answers.
 */
export function base64Bytes(text: string): Uint8Array {
  if (text.length > scratchBytesMax) return Buffer.from(text, 'base64');
  if (text.length > scratch.length) scratch = Buffer.alloc(2 * text.length);
  return scratch.subarray(0, scratch.write(text, 'base64'));
}
