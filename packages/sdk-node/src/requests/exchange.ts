import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request and its answer, as they went over the wire. */
export interface Exchange {
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Bytes of the body that came; undefined where it never came. */
  readonly requestBytes: number | undefined;
  /** Bytes of the body that went out. */
  readonly responseBytes: number;
  /** Whether the client went away before the end of the answer. */
  readonly isAborted: boolean;
}

type Chunk = string | Uint8Array;

function sizeOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string') {
    return Buffer.byteLength(chunk, typeof encoding === 'string' ? (encoding as 'utf8') : 'utf8');
  }
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}

/** Counts a body that does not say its length, as the parser hands it over; it flows as before. */
function countBody(request: IncomingMessage): () => number | undefined {
  const length = request.headers['content-length'];
  if (length !== undefined) return () => Number(length);
  if (request.headers['transfer-encoding'] === undefined) return () => undefined;
  let bytes = 0;
  const push = request.push;
  request.push = (chunk: Chunk | null, encoding?: BufferEncoding) => {
    bytes += sizeOf(chunk, encoding);
    return push.call(request, chunk, encoding);
  };
  return () => bytes;
}

/** Counts what is written, chunk by chunk; nothing is kept. */
function countAnswer(response: ServerResponse): () => number {
  let bytes = 0;
  let isEnding = false;
  const { write, end } = response;
  response.write = ((...parameters: Parameters<typeof write>) => {
    // The response of HTTP/2 writes what it ends with.
    if (!isEnding) bytes += sizeOf(parameters[0], parameters[1]);
    return write.apply(response, parameters);
  }) as typeof write;
  response.end = ((...parameters: Parameters<typeof end>) => {
    bytes += sizeOf(parameters[0], parameters[1]);
    isEnding = true;
    return end.apply(response, parameters);
  }) as typeof end;
  return () => bytes;
}

/** Answers that have no body, whatever was handed over. */
const isBodiless = (request: IncomingMessage, response: ServerResponse): boolean =>
  request.method === 'HEAD' || response.statusCode === 204 || response.statusCode === 304;

/**
 * Watches a request until its answer is out or its client is gone; `onEnd` is called once. Reads
 * nothing of the bodies but how long they are.
 */
export function watchExchange(
  request: IncomingMessage,
  response: ServerResponse,
  onEnd: (exchange: Exchange) => void,
): void {
  const startedAtMs = Date.now();
  const start = performance.now();
  const requestBytes = countBody(request);
  const responseBytes = countAnswer(response);
  let isOver = false;
  const over = (isAborted: boolean) => {
    if (isOver) return;
    isOver = true;
    onEnd({
      startedAtMs,
      durationMs: performance.now() - start,
      requestBytes: requestBytes(),
      responseBytes: isBodiless(request, response) ? 0 : responseBytes(),
      isAborted,
    });
  };
  response.on('finish', () => over(false));
  response.on('close', () => over(!response.writableFinished));
}
