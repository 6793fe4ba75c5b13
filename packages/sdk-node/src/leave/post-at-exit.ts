import { Worker } from 'node:worker_threads';
import type { Settings } from '../options.ts';
import type { Batch } from '../sender/batch.ts';
import type { Outcome } from '../sender/outcome.ts';
import { readOutcome } from '../sender/outcome.ts';
import { addressOf, headersOf } from '../sender/post.ts';

/** Bytes of an answer that are read; the list of what was rejected may be cut off by it. */
const answerBytes = 16_384;
/** Before the text of an answer: its length and its status. */
const headBytes = 8;
const slotBytes = headBytes + answerBytes;

/**
 * Runs in a thread of its own, since the event loop of a process that ends does not turn any more.
 * Plain JavaScript: a thread that is made of text has no types to strip.
 */
const program = `
const { workerData } = require('node:worker_threads');
const { batches, memory, slotBytes, headBytes } = workerData;
const done = new Int32Array(memory, 0, 1);
const send = (batch, i) => new Promise((resolve) => {
  const { request } = require(batch.url.startsWith('https:') ? 'node:https' : 'node:http');
  const sent = request(batch.url, { method: 'POST', headers: batch.headers }, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('error', resolve);
    response.on('end', () => {
      const text = Buffer.concat(chunks).subarray(0, slotBytes - headBytes);
      const offset = 8 + i * slotBytes;
      new Uint8Array(memory, offset + headBytes, text.length).set(text);
      new Int32Array(memory, offset, 2).set([text.length, response.statusCode]);
      resolve();
    });
  });
  sent.on('error', resolve);
  sent.end(batch.body);
});
(async () => {
  for (let i = 0; i < batches.length; i += 1) await send(batches[i], i);
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
})();
`;

function readSlot(memory: SharedArrayBuffer, index: number): Outcome | undefined {
  const offset = 8 + index * slotBytes;
  const [length = 0, status = 0] = new Int32Array(memory, offset, 2);
  if (status === 0) return undefined;
  const text = Buffer.from(new Uint8Array(memory, offset + headBytes, length)).toString();
  return readOutcome(status, undefined, text);
}

/**
 * Sends batches while the process stands still, for so many milliseconds at most. Returns what
 * became of each; undefined where no answer came in time.
 */
export function postAtExit(
  settings: Settings,
  batches: readonly Batch[],
  timeoutMs: number,
): readonly (Outcome | undefined)[] {
  const { url } = settings;
  if (url === undefined || batches.length === 0) return [];
  const memory = new SharedArrayBuffer(8 + batches.length * slotBytes);
  const worker = new Worker(program, {
    eval: true,
    workerData: {
      memory,
      slotBytes,
      headBytes,
      batches: batches.map((batch) => ({
        url: addressOf(url, batch.table).href,
        headers: headersOf(batch, settings.key),
        body: batch.body,
      })),
    },
  });
  worker.on('error', () => undefined);
  worker.unref();
  Atomics.wait(new Int32Array(memory, 0, 1), 0, 0, timeoutMs);
  return batches.map((_, index) => readSlot(memory, index));
}
