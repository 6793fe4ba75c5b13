import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import type { TupleDigest } from '../../store/index.ts';
import type { Progress } from './progress.ts';

const level = 3;

/** Compresses a file of a backup, with a checksum of its own. */
export const compress = () =>
  createZstdCompress({
    params: {
      [constants.ZSTD_c_compressionLevel]: level,
      [constants.ZSTD_c_checksumFlag]: 1,
    },
  });

/** Undoes it. */
export const decompress = () => createZstdDecompress();

/** Passes on the stream of a binary COPY, while its rows are summed up. */
export function digesting(digest: TupleDigest, progress: Progress) {
  return async function* pass(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      digest.push(chunk);
      progress.add(chunk.length);
      yield chunk;
    }
  };
}
