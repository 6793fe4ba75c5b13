import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LiveMessage } from '../../../packages/catalogue/src/index.ts';

/** Writes messages to somebody who follows; `query` is what it asked for. */
export type Feed = (query: URLSearchParams, write: (message: LiveMessage) => void) => void;

/** A server that stands before another one. */
export interface LiveProxy {
  readonly url: string;
  close(): void;
}

function pass(target: string, asked: IncomingMessage, answer: ServerResponse): void {
  const { method, headers, url = '/' } = asked;
  const onward = request(new URL(url, target), { method, headers }, (got) => {
    answer.writeHead(got.statusCode ?? 502, got.headers);
    got.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  answer.on('close', () => onward.destroy());
  asked.pipe(onward);
}

function tell(query: URLSearchParams, answer: ServerResponse, feed: Feed): void {
  answer.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  feed(query, ({ event, id, data }) => {
    const place = id === undefined ? '' : `id: ${id}\n`;
    if (!answer.destroyed)
      answer.write(`event: ${event}\n${place}data: ${JSON.stringify(data)}\n\n`);
  });
}

/** Answers everything as `target` does, and those who follow live with what `feed` writes. */
export async function startLiveProxy(target: string, feed: Feed): Promise<LiveProxy> {
  const server = createServer((asked, answer) => {
    const { pathname, searchParams } = new URL(asked.url ?? '/', target);
    if (pathname === '/api/v1/live') tell(searchParams, answer, feed);
    else pass(target, asked, answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
