import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { limits } from '../../../kernel/index.ts';
import { hostOf, portOf } from '../address/check-target.ts';

export interface Post {
  readonly url: URL;
  /** Where its name leads, checked: no other address is connected to. */
  readonly addresses: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PostAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** The beginning of the body, at most `notificationAnswerBytesMax`. */
  readonly body: string;
}

/** Gives the socket the addresses that were checked, whatever it asks for. */
function answerWith(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_name, options, callback) => {
    const [first] = found;
    if (options.all === true) callback(null, found);
    else callback(null, first?.address ?? '', first?.family ?? 0);
  };
}

/** Reads the beginning of a body; the status is the answer, so that what breaks here is no failure. */
async function readBeginning(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= limits.notificationAnswerBytesMax) break;
    }
  } catch {
    // What came so far is enough.
  }
  message.destroy();
  return Buffer.concat(chunks).subarray(0, limits.notificationAnswerBytesMax).toString('utf8');
}

/**
 * Posts to a URL over a connection of its own, to the given addresses alone. Redirects are answers
 * like any other. Rejects when there is no answer, or when the signal fires before one.
 */
export function post(
  { url, addresses, headers, body }: Post,
  signal: AbortSignal,
): Promise<PostAnswer> {
  const options: RequestOptions = {
    method: 'POST',
    hostname: hostOf(url),
    port: portOf(url),
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    lookup: answerWith(addresses),
    // No connection is kept: its other end would be trusted longer than its name was checked.
    agent: false,
    signal,
  };
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    let answered = false;
    const outgoing = send(options, (message) => {
      answered = true;
      readBeginning(message).then((text) => {
        const retryAfter = message.headers['retry-after'];
        resolve({ status: message.statusCode ?? 0, retryAfter, body: text });
      }, reject);
    });
    // A receiver may answer and close before it has read everything: then its answer counts.
    outgoing.on('error', (error) => {
      if (!answered) reject(error);
    });
    outgoing.end(body);
  });
}
