import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { describePortUser } from './port-user.ts';

/** A port on which the server cannot listen, and what to do about it. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** What to do about an error of listening, where that is known; `setting` chooses the port. */
export async function toListenError(
  error: unknown,
  host: string,
  port: number,
  setting: 'PORT' | 'MQTT_PORT' = 'PORT',
): Promise<unknown> {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new ListenError(await describePortUser(host, port, setting));
  if (code === 'EACCES') {
    return new ListenError(
      `Port ${port} may not be opened by this user. Choose one above 1023: ${setting}=${setting === 'PORT' ? 8_000 : 1_883}.`,
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EINVAL') {
    return new ListenError(
      `HOST=${host} is not an address of this machine. Use 127.0.0.1, or 0.0.0.0 for all.`,
    );
  }
  return error;
}

/** Finds out early whether the port is free, before the database is started in vain. */
export async function requireFreePort(
  host: string,
  port: number,
  setting: 'PORT' | 'MQTT_PORT' = 'PORT',
): Promise<void> {
  const probe = createServer();
  try {
    probe.listen({ host, port });
    await once(probe, 'listening');
    probe.close();
    await once(probe, 'close');
  } catch (error) {
    throw await toListenError(error, host, port, setting);
  }
}

/** Listens; returns the port, which is a free one where 0 was asked for. */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await app.listen({ host, port });
    return (app.server.address() as AddressInfo).port;
  } catch (error) {
    throw await toListenError(error, host, port);
  }
}

/** The address at which programs on this machine reach the server. */
export function localUrl(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
