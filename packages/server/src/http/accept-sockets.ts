import type { IncomingMessage } from 'node:http';
import fastifyWebsocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import { limits } from '../kernel/index.ts';
import type { BoundConfig } from './route-of.ts';

/**
 * For the HTTP server: which requests to upgrade are taken as such. Some programs offer HTTP/2 with
 * every request that they make; those are answered as if they had not.
 */
export const shouldUpgradeCallback = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket';

/**
 * Makes the app accept WebSockets, but none that the contract does not declare: binding one throws.
 * Must be called before routes are bound.
 */
export async function acceptSockets(app: FastifyInstance): Promise<void> {
  app.addHook('onRoute', ({ url, websocket, wsHandler, config }) => {
    if (websocket !== true && wsHandler === undefined) return;
    const { route } = (config ?? {}) as Partial<BoundConfig>;
    if (route?.socket !== true) throw new Error(`the contract declares no socket at ${url}`);
  });
  await app.register(fastifyWebsocket, {
    options: { maxPayload: limits.socketMessageBytesMax, perMessageDeflate: false },
    // A connection that breaks is no error of the server.
    errorHandler: (_error, socket) => socket.terminate(),
  });
}
