import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';

/** The port that MQTT has by convention. */
const usualPort = 1_883;

async function listenOn(server: Server, host: string, port: number): Promise<number> {
  server.listen({ host, port });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** The port that is remembered; undefined where there is none, or the file is damaged. */
function readPort(file: string | undefined): number | undefined {
  if (file === undefined) return undefined;
  try {
    const port = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Listens on a port, 0 for a free one; without one on that of the last time, which enrolled devices
 * know and which `portFile` remembers, else on the usual one, else on a free one. Returns the port.
 * Throws what node:net throws where a port that was asked for cannot be had.
 */
export async function listen(
  server: Server,
  host: string,
  port: number | undefined,
  portFile?: string,
): Promise<number> {
  if (port !== undefined) return listenOn(server, host, port);
  const before = readPort(portFile);
  for (const wanted of new Set([before ?? usualPort, usualPort, 0])) {
    try {
      const taken = await listenOn(server, host, wanted);
      if (portFile !== undefined && taken !== before) {
        writeFileSync(portFile, `${taken}\n`, { mode: 0o600 });
      }
      return taken;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (wanted === 0 || server.listening || (code !== 'EADDRINUSE' && code !== 'EACCES')) {
        throw error;
      }
    }
  }
  throw new Error('No port is free');
}
