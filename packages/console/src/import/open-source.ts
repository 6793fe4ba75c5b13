import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { decompressZstd } from './decompress-zstd.ts';

/** The file name that means stdin. */
export const standardInput = '-';

type Compression = 'gzip' | 'zstd' | 'none';

/** The compression by the first bytes, which do not lie as names may. */
function compressionOf(head: Buffer): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528 ? 'zstd' : 'none';
}

/** What a stream of the compression holds. */
function decompress(
  compression: Compression,
  chunks: AsyncGenerator<Buffer>,
): AsyncIterable<Buffer> {
  if (compression === 'zstd') return decompressZstd(chunks);
  if (compression === 'none') return chunks;
  const unzip = createGunzip();
  // Its errors come out of the reading side.
  pipeline(Readable.from(chunks, { objectMode: false }), unzip, () => undefined);
  return unzip;
}

function damaged(file: string, error: NodeJS.ErrnoException): CommandError {
  const isZlib = /^(Z_|ERR_|ZSTD_)/.test(error.code ?? '');
  return new CommandError(
    exitCodes.failure,
    isZlib ? `${file} is damaged or cut off: ${error.message}.` : `${file}: ${error.message}`,
    'What stands before the damage was sent. Replace the file and run the same command again.',
  );
}

/**
 * The bytes of a file or of stdin, decompressed. `onBytes` hears how many bytes were read before
 * decompression. Throws a CommandError where the file cannot be read to its end.
 */
export async function* openSource(
  file: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const raw: Readable = file === standardInput ? process.stdin : createReadStream(file);
  const chunks = raw[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    const first = await chunks.next();
    if (first.done === true) return;
    const counted = async function* () {
      for (
        let next: IteratorResult<Buffer> = first;
        next.done !== true;
        next = await chunks.next()
      ) {
        onBytes(next.value.length);
        yield next.value;
      }
    };
    yield* decompress(compressionOf(first.value), counted());
  } catch (error) {
    throw error instanceof CommandError ? error : damaged(file, error as NodeJS.ErrnoException);
  } finally {
    raw.destroy();
  }
}
