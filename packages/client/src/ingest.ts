import type { AnswerOf } from '@homepot/catalogue';
import { ingestBatch } from '@homepot/catalogue';
import type { RetryLimits } from './retry.ts';
import { retryLimits, runWithRetries } from './retry.ts';
import type { Transport } from './transport.ts';
import { readJson } from './transport.ts';

/** What became of the records of one batch. */
export type BatchAnswer = AnswerOf<typeof ingestBatch>;

/** One record that was refused. */
export type RejectedRecord = BatchAnswer['rejected'][number];

/** How a batch is sent. */
export interface IngestOptions {
  /** The same id twice stores once. Made here where absent, before the first send. */
  readonly batchId?: string | undefined;
  /** Allows timestamps outside the window; needs an admin credential. */
  readonly historical?: boolean | undefined;
  /** Marks the rows as those of a demo: simulated and historical; needs an admin credential. */
  readonly demo?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly retry?: RetryLimits | undefined;
}

/** How prepared bytes are sent. */
export interface IngestBodyOptions extends IngestOptions {
  /** `application/json` (the default) or `application/x-ndjson`. */
  readonly contentType?: string | undefined;
  readonly contentEncoding?: 'gzip' | 'zstd' | undefined;
}

/** Sends one batch of prepared bytes, again with the same id where the promises of ingest allow it. */
export async function sendBatch(
  transport: Transport,
  table: string,
  bytes: Uint8Array,
  options: IngestBodyOptions,
): Promise<BatchAnswer> {
  const headers: Record<string, string> = {
    'content-type': options.contentType ?? 'application/json',
    'idempotency-key': options.batchId ?? crypto.randomUUID(),
  };
  if (options.contentEncoding !== undefined) headers['content-encoding'] = options.contentEncoding;
  const send = async () => {
    const answer = await transport({
      method: ingestBatch.method,
      path: ingestBatch.path,
      parameters: { table },
      query: {
        historical: options.historical === true ? true : undefined,
        demo: options.demo === true ? true : undefined,
      },
      headers,
      body: bytes,
      signal: options.signal,
    });
    return readJson<BatchAnswer>(answer);
  };
  return runWithRetries(send, options.retry ?? retryLimits, options.signal);
}
