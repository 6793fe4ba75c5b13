import type { Socket } from 'node:net';
import { createConnection } from 'node:net';

const handshake = [
  'connection: Upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
];

function openDeaf(url: URL, key: string, path: string, isSocket: boolean): Socket {
  const socket = createConnection({ host: url.hostname, port: Number(url.port) });
  const lines = [`GET ${path} HTTP/1.1`, `host: ${url.host}`, `x-api-key: ${key}`];
  socket.on('error', () => undefined);
  socket.pause();
  socket.write([...lines, ...(isSocket ? handshake : []), '', ''].join('\r\n'));
  return socket;
}

/**
 * Opens connections that follow and never read what comes, half over WebSockets and half over
 * server-sent events, a hundred a key. Returns how to end them.
 */
export function openDeafFollowers(
  url: URL,
  keys: readonly string[],
  tables: readonly string[],
): () => void {
  const query = `?tables=${tables.join(',')}`;
  const sockets = keys.flatMap((key) =>
    Array.from({ length: 100 }, (_, i) =>
      i % 2 === 0
        ? openDeaf(url, key, `/analytics-stream${query}`, true)
        : openDeaf(url, key, `/api/v1/live${query}`, false),
    ),
  );
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}
