import { promisify } from 'node:util';
import { constants, gunzip, zstdDecompress } from 'node:zlib';
import { HomepotError, limits } from '../../kernel/index.ts';
import { createGate } from './gate.ts';

/** How a body is compressed. */
export type BodyEncoding = 'identity' | 'gzip' | 'zstd';

const encodings = new Map<string, BodyEncoding>([
  ['', 'identity'],
  ['identity', 'identity'],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['zstd', 'zstd'],
]);

/** The encoding that a Content-Encoding names. Throws encoding_unsupported. */
export function readEncoding(header: string | undefined): BodyEncoding {
  const encoding = encodings.get((header ?? '').trim().toLowerCase());
  if (encoding === undefined) throw new HomepotError('encoding_unsupported');
  return encoding;
}

const chunkSize = 131_072;
/** A frame may ask for a window this large and no larger: eight megabytes. */
const windowLogMax = 23;

const inflate = {
  gzip: (bytes: Uint8Array, maxOutputLength: number) =>
    promisify(gunzip)(bytes, { maxOutputLength, chunkSize }),
  zstd: (bytes: Uint8Array, maxOutputLength: number) =>
    promisify(zstdDecompress)(bytes, {
      maxOutputLength,
      chunkSize,
      params: { [constants.ZSTD_d_windowLogMax]: windowLogMax },
    }),
};

/** Decompresses bodies, a few at one time and each up to `bytesMax`. */
export type Decompress = (
  bytes: Buffer,
  encoding: BodyEncoding,
  bytesMax: number,
) => Promise<Buffer>;

/**
 * Creates what decompresses bodies. It works off the event loop and stops as soon as a body grows
 * beyond its limit, however large it would become. Throws batch_too_large and body_truncated.
 */
export function createDecompress(): Decompress {
  const gate = createGate(limits.decompressionsAtOnceMax);
  return async (bytes, encoding, bytesMax) => {
    if (encoding === 'identity') return bytes;
    try {
      return await gate(() => inflate[encoding](bytes, bytesMax));
    } catch (error) {
      const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      throw new HomepotError(isTooLarge ? 'batch_too_large' : 'body_truncated', {
        message: isTooLarge ? `The body has more than ${bytesMax} bytes` : undefined,
        cause: error,
      } as const);
    }
  };
}
