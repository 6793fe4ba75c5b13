import type { IncomingMessage } from 'node:http';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { limits } from '../limits.ts';
import type { Settings } from '../options.ts';
import type { Batch } from './batch.ts';
import type { Outcome } from './outcome.ts';
import { readOutcome } from './outcome.ts';

/** Sends batches, one request each. */
export interface Post {
  /** Sends a batch once. Never rejects. */
  send(batch: Batch): Promise<Outcome>;
  close(): void;
}

/** The headers of a batch. */
export function headersOf(batch: Batch, key: string): Record<string, string> {
  return {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'content-length': String(batch.body.length),
    'idempotency-key': batch.id,
    'user-agent': 'homepot-sdk-node',
    ...(batch.isCompressed ? { 'content-encoding': 'gzip' } : {}),
  };
}

/** Where batches of a table go. */
export const addressOf = (url: URL, table: string): URL => new URL(`api/v1/ingest/${table}`, url);

/** Reads an answer to its end, within the limit. Rejects where the connection is lost before. */
async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += (chunk as Buffer).length;
    if (bytes > limits.answerBytesMax) throw new Error('the answer is too large');
    chunks.push(chunk as Buffer);
  }
  if (!response.complete) throw new Error('the answer was cut off');
  return Buffer.concat(chunks).toString();
}

/** A 404 that HOMEPOT would not say of a table of its own: the address is another one. */
function explain(outcome: Outcome, url: URL): Outcome {
  if (outcome.kind !== 'refused') return outcome;
  const { status, path } = outcome.problem;
  if (status !== 404 || path !== undefined) return outcome;
  const { origin, pathname } = url;
  const message = `Nothing takes records at ${origin}${pathname}; \`url\` is the address of the server alone, without /api.`;
  return { kind: 'refused', problem: { ...outcome.problem, message } };
}

function lost(error: unknown, { origin }: URL): Outcome {
  const { code, message } = (error ?? {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };
  const reason = typeof code === 'string' ? code : String(message ?? error);
  return { kind: 'again', afterMs: undefined, reason: `${reason}, ${origin}` };
}

/** Creates the sender of batches to one server. Nothing is opened until one is sent. */
export function createPost(settings: Settings, url: URL): Post {
  const isSecure = url.protocol === 'https:';
  const agent = new (isSecure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 2 });
  const request = isSecure ? httpsRequest : httpRequest;
  function exchange(batch: Batch): Promise<Outcome> {
    return new Promise((resolve) => {
      const sent = request(addressOf(url, batch.table), {
        method: 'POST',
        agent,
        headers: headersOf(batch, settings.key),
      });
      const timer = setTimeout(
        () => sent.destroy(new Error(`no answer within ${settings.sendTimeoutMs} ms`)),
        settings.sendTimeoutMs,
      ).unref();
      const settle = (outcome: Outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      // A program that has nothing else to do ends; who wants to wait calls flush.
      sent.on('socket', (socket) => socket.unref());
      sent.on('error', (error) => settle(lost(error, url)));
      sent.on('response', (response) => {
        const retryAfter = response.headers['retry-after'];
        readText(response).then(
          (text) => settle(explain(readOutcome(response.statusCode ?? 0, retryAfter, text), url)),
          (error: unknown) => settle(lost(error, url)),
        );
      });
      sent.end(batch.body);
    });
  }

  return {
    async send(batch) {
      try {
        return await exchange(batch);
      } catch (error) {
        return lost(error, url);
      }
    },
    close: () => agent.destroy(),
  };
}
