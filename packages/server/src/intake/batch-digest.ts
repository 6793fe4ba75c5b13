import { crc32 } from 'node:zlib';
import type { BatchInput } from './body/decode-body.ts';

/** With the 32 bits of a crc32, as many as a number holds exactly. */
const lengths = 2 ** 20;

/**
 * A number that tells one batch from another of the same id: of its table and its bytes as they are
 * after decompression. It guards against mistakes, not against malice. Undefined for the house's own.
 */
export function digestOf(table: string, input: BatchInput): number | undefined {
  if (input.kind === 'records') return undefined;
  const crc = crc32(input.bytes, crc32(table));
  return crc * lengths + (input.bytes.length % lengths);
}
