import { Worker } from 'node:worker_threads';
import { HomepotError, limits } from '../../../kernel/index.ts';
import type { FromThread } from './thread-port.ts';

/** What a thread may ask for, by name. An answer of bytes is given away. */
export type Answers = Readonly<Record<string, (value: never) => Promise<unknown>>>;

function toError({ damaged, message }: Extract<FromThread, { failed: unknown }>['failed']): Error {
  return damaged ? new HomepotError('archive_damaged', { message }) : new Error(message);
}

async function answer(answers: Answers, { ask, value }: { ask: string; value: unknown }) {
  const reply = answers[ask];
  if (reply === undefined) throw new Error(`the thread asked for ${ask}`);
  return reply(value as never);
}

/** Only whole buffers can be given away; what shares one is copied. */
function send(worker: Worker, value: unknown): void {
  if (!(value instanceof Uint8Array)) {
    worker.postMessage(value);
    return;
  }
  const isWhole = value.byteLength === value.buffer.byteLength;
  const own = isWhole && value.buffer instanceof ArrayBuffer ? value : new Uint8Array(value);
  worker.postMessage(own, [own.buffer as ArrayBuffer]);
}

/**
 * Runs a module as a thread, with memory of its own that is bounded, and answers what it asks. What an
 * answer throws ends the thread and is thrown on; so does the signal.
 */
export async function runThread<Result>(
  module: URL,
  job: unknown,
  answers: Answers,
  signal?: AbortSignal,
): Promise<Result> {
  signal?.throwIfAborted();
  const worker = new Worker(module, {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: limits.archiveThreadMebibytes },
  });
  try {
    return await new Promise<Result>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('the thread ended without a result')));
      worker.on('message', (message: FromThread) => {
        if ('done' in message) resolve(message.done as Result);
        else if ('failed' in message) reject(toError(message.failed));
        else answer(answers, message).then((value) => send(worker, value), reject);
      });
    });
  } finally {
    await worker.terminate();
  }
}
