import type { IncomingMessage, RequestOptions } from 'node:http';
import process from 'node:process';
import { limits } from '../limits.ts';
import { TransportError } from '../transport.ts';

// Not `import`: that would look at every export of the module, among them the one that loads a whole
// second HTTP client, at the cost of eight megabytes.
const http = process.getBuiltinModule('node:http');

/** One question to the house. */
export interface HouseRequest {
  readonly method: 'GET' | 'POST';
  /** Below the address of the house, e.g. `/api/v1/enrol`. */
  readonly path: string;
  readonly key?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

/** What came back, whatever its status. */
export interface HouseAnswer {
  readonly status: number;
  /** Undefined where it is not JSON. */
  readonly body: unknown;
  readonly retryAfterSeconds: number | undefined;
}

/** Asks one house over HTTP. */
export interface Requester {
  /** The address of the house. */
  readonly url: string;
  /** Rejects with a TransportError `unreachable` where no answer comes in time. */
  ask(request: HouseRequest): Promise<HouseAnswer>;
  /** Ends the connections, and what is asked over them. */
  close(): void;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readAnswer(message: IncomingMessage): Promise<HouseAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.answerBytesMax) throw new Error('The answer is too long');
    chunks.push(chunk);
  }
  const retryAfter = Number.parseInt(message.headers['retry-after'] ?? '', 10);
  return {
    status: message.statusCode ?? 0,
    body: parse(Buffer.concat(chunks).toString()),
    retryAfterSeconds: Number.isNaN(retryAfter) ? undefined : retryAfter,
  };
}

function headersOf({ key }: HouseRequest, body: string | undefined) {
  return {
    accept: 'application/json',
    'user-agent': 'homepot-agent',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  };
}

/** Creates the requester of the house at `url`. `ca` are certificates (PEM) to trust instead. */
export function createRequester(url: string, ca?: string): Requester {
  const base = new URL(url);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  const network = base.protocol === 'https:' ? process.getBuiltinModule('node:https') : http;
  const agent = new network.Agent({ keepAlive: true, ...(ca === undefined ? {} : { ca }) });
  return {
    url,
    ask(request) {
      const body = request.body === undefined ? undefined : JSON.stringify(request.body);
      const timeoutMs = request.timeoutMs ?? limits.requestMillisecondsMax;
      const options: RequestOptions = {
        method: request.method,
        agent,
        headers: headersOf(request, body),
        signal: AbortSignal.timeout(timeoutMs),
      };
      return new Promise<HouseAnswer>((resolve, reject) => {
        const fail = (error: Error) => {
          const words =
            error.name === 'AbortError' ? `no answer in ${timeoutMs} ms` : error.message;
          reject(new TransportError('unreachable', `No answer from ${base.origin}: ${words}`));
        };
        const address = new URL(request.path.replace(/^\//, ''), base);
        const sending = network.request(address, options, (message) => {
          readAnswer(message).then(resolve, fail);
        });
        sending.on('error', fail);
        sending.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}
