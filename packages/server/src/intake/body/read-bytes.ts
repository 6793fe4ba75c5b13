import type { Readable } from 'node:stream';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { ByteBudget } from '../byte-budget.ts';

/** The bytes of a body, which count against the budget until they are released. */
export interface HeldBytes {
  readonly bytes: Buffer;
  release(): void;
}

/** Reads on without keeping anything, so that a sender who is still writing sees the answer. */
function discard(stream: Readable): void {
  let discarded = 0;
  stream.on('error', () => undefined);
  stream.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > limits.bodyDiscardedBytesMax) stream.destroy();
  });
  stream.resume();
}

/**
 * Reads a body of at most `bytesMax` bytes into memory. Throws batch_too_large as soon as there is
 * more, overloaded when all bodies together are too many, and body_truncated when it ends early.
 */
export function readBytes(
  stream: Readable,
  bytesMax: number,
  budget: ByteBudget,
): Promise<HeldBytes> {
  const chunks: Buffer[] = [];
  let length = 0;
  const release = (): void => {
    budget.release(length);
    length = 0;
  };
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      stream.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
    };
    const fail = (error: unknown): void => {
      stop();
      release();
      discard(stream);
      reject(error);
    };
    const onData = (chunk: Buffer): void => {
      if (length + chunk.length > bytesMax) {
        fail(
          new HomepotError('batch_too_large', {
            message: `The body has more than ${bytesMax} bytes`,
          }),
        );
        return;
      }
      try {
        budget.take(chunk.length);
      } catch (error) {
        fail(error);
        return;
      }
      length += chunk.length;
      chunks.push(chunk);
    };
    const onEnd = (): void => {
      stop();
      const [first] = chunks;
      const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
      resolve({ bytes, release });
    };
    const onBroken = (): void => fail(new HomepotError('body_truncated'));
    if (stream.readableEnded) {
      resolve({ bytes: Buffer.alloc(0), release });
      return;
    }
    stream.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  });
}
