import type { ZstdDecompress } from 'node:zlib';
import { createZstdDecompress } from 'node:zlib';

const write = (frame: ZstdDecompress, chunk: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    frame.write(chunk, (error) => (error ? reject(error) : resolve()));
  });

/** Feeds one frame; resolves with what is left of the last chunk when the frame ends within it. */
async function feed(
  frame: ZstdDecompress,
  chunks: AsyncIterator<Buffer>,
  begun: Buffer | undefined,
): Promise<Buffer | undefined> {
  let chunk = begun ?? (await chunks.next()).value;
  while (chunk !== undefined) {
    const before = frame.bytesWritten;
    await write(frame, chunk);
    const used = frame.bytesWritten - before;
    if (used < chunk.length) return chunk.subarray(used);
    chunk = (await chunks.next()).value;
  }
  frame.end();
  return undefined;
}

/**
 * Decompresses zstd of one frame or many. Node's stream ends in silence after the first frame, with
 * the rest of the file unread; `zstd` writes many frames with several threads, and `cat` makes them.
 */
export async function* decompressZstd(chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer | undefined;
  do {
    const frame = createZstdDecompress();
    const fed = feed(frame, chunks, rest).catch((error: Error) => {
      frame.destroy(error);
      return undefined;
    });
    for await (const chunk of frame) yield chunk as Buffer;
    rest = await fed;
  } while (rest !== undefined);
}
