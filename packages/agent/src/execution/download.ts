import type { IncomingMessage } from 'node:http';
import process from 'node:process';
import { limits } from '../limits.ts';
import { ExecutionError } from './execution-error.ts';

const fail = (message: string, cause?: unknown) =>
  new ExecutionError('download_failed', message, cause);

function networkOf({ protocol }: URL) {
  // Not `import`, for the sake of memory; see create-requester.ts.
  if (protocol === 'https:') return process.getBuiltinModule('node:https');
  if (protocol === 'http:') return process.getBuiltinModule('node:http');
  throw fail(`${protocol} is not downloaded from; only http: and https: are.`);
}

function get(address: URL, ca: string | undefined, signal: AbortSignal) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const options = { signal, ...(ca === undefined ? {} : { ca }) };
    const request = networkOf(address).request(address, options, resolve);
    request.on('error', reject);
    request.end();
  });
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.configBytesMax) {
      throw fail(`The file is larger than ${limits.configBytesMax} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function follow(url: string, ca: string | undefined, signal: AbortSignal): Promise<Buffer> {
  if (!URL.canParse(url)) throw fail(`"${url}" is no URL.`);
  let address = new URL(url);
  for (let redirects = 0; redirects <= limits.downloadRedirectsMax; redirects += 1) {
    const message = await get(address, ca, signal);
    const { statusCode: status = 0, headers } = message;
    if (status === 200) return await readBody(message);
    message.destroy();
    if (status < 300 || status >= 400 || headers.location === undefined) {
      throw fail(`${address.origin} answered ${status}.`);
    }
    address = new URL(headers.location, address);
  }
  throw fail(`More than ${limits.downloadRedirectsMax} redirections.`);
}

/**
 * Downloads a file over http: or https:, without any credential. `ca` are certificates (PEM) to trust
 * in place of those of the machine. Throws an ExecutionError `download_failed`.
 */
export async function download(url: string, ca?: string): Promise<Buffer> {
  const timeoutMs = limits.downloadMillisecondsMax;
  try {
    return await follow(url, ca, AbortSignal.timeout(timeoutMs));
  } catch (error) {
    if (error instanceof ExecutionError) throw error;
    const isLate = error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name);
    throw fail(isLate ? `Not downloaded within ${timeoutMs} ms.` : String(error), error);
  }
}
