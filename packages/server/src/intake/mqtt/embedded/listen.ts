import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** The port that MQTT has by convention. */
const usualPort = 1_883;

async function listenOn(server: Server, host: string, port: number): Promise<number> {
  server.listen({ host, port });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/**
 * Listens on a port, 0 for a free one; without one on the usual, or a free one where that is taken.
 * Returns the port. Throws what node:net throws where a port that was asked for cannot be had.
 */
export async function listen(
  server: Server,
  host: string,
  port: number | undefined,
): Promise<number> {
  if (port !== undefined) return listenOn(server, host, port);
  try {
    return await listenOn(server, host, usualPort);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    return listenOn(server, host, 0);
  }
}
