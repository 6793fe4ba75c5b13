import { createHash } from 'node:crypto';
import type { WrittenObject } from './object-storage.ts';

/** Counts and digests bytes as they pass. */
export interface CountedBytes {
  readonly source: AsyncIterable<Uint8Array>;
  /** What has passed; to be called once, at the end. */
  total(): WrittenObject;
}

export function countBytes(source: AsyncIterable<Uint8Array>): CountedBytes {
  const digest = createHash('sha256');
  let bytes = 0;
  async function* pass() {
    for await (const chunk of source) {
      bytes += chunk.length;
      digest.update(chunk);
      yield chunk;
    }
  }
  return { source: pass(), total: () => ({ bytes, sha256: digest.digest('hex') }) };
}
