import type { FastifyRequest } from 'fastify';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { BatchInput } from '../body/decode-body.ts';
import type { Decompress } from '../body/decompress.ts';
import { readEncoding } from '../body/decompress.ts';
import { readFormat } from '../body/media-type.ts';
import { readBytes } from '../body/read-bytes.ts';
import type { ByteBudget } from '../byte-budget.ts';

export interface ReadBatchDeps {
  readonly budget: ByteBudget;
  readonly decompress: Decompress;
}

/**
 * Reads the body of a request, decompressed, and hands it on; its bytes count against the budget
 * until that is done. Throws what a body as a whole is refused with.
 */
export async function readBody<T>(
  { budget, decompress }: ReadBatchDeps,
  { headers, raw }: FastifyRequest,
  bytesMax: number,
  use: (bytes: Buffer) => Promise<T>,
): Promise<T> {
  const encoding = readEncoding(headers['content-encoding']);
  const sentMax =
    encoding === 'identity' ? bytesMax : Math.min(bytesMax, limits.bodyCompressedBytesMax);
  const length = Number(headers['content-length'] ?? 0);
  if (length > sentMax) {
    throw new HomepotError('batch_too_large', { message: `The body has ${length} bytes` });
  }
  const held = await readBytes(raw, sentMax, budget);
  let grown = 0;
  try {
    const bytes = await decompress(held.bytes, encoding, bytesMax);
    if (encoding !== 'identity') {
      budget.take(bytes.length);
      grown = bytes.length;
    }
    return await use(bytes);
  } finally {
    budget.release(grown);
    held.release();
  }
}

/** Reads the body of a request as a batch and hands it on. Throws what `readBody` throws. */
export async function readBatch<T>(
  deps: ReadBatchDeps,
  request: FastifyRequest,
  { bytesMax, singleAllowed }: { readonly bytesMax: number; readonly singleAllowed: boolean },
  use: (input: BatchInput) => Promise<T>,
): Promise<T> {
  const { headers } = request;
  if (Number(headers['content-length'] ?? 0) === 0 && headers['transfer-encoding'] === undefined) {
    throw new HomepotError('body_missing');
  }
  const format = readFormat(headers['content-type']);
  return readBody(deps, request, bytesMax, (bytes) =>
    use({ kind: 'body', bytes, format, singleAllowed }),
  );
}
