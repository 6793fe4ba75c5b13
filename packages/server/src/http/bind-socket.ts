import type { WebSocket } from '@fastify/websocket';
import type { Route } from '@homepot/catalogue';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Principal } from '../auth/index.ts';
import { requireCaller, requireOwnOrigin } from '../auth/index.ts';
import { HomepotError } from '../kernel/index.ts';
import type { BindDependencies } from './bind-route.ts';
import { bindRoute } from './bind-route.ts';
import { headerOf } from './presented-by.ts';
import { principalOf } from './principal-of.ts';
import { toHomepotError } from './problem.ts';

type SocketRoute = Route & { readonly socket: true; readonly query: TSchema };

/** A socket whose caller may open it. */
interface SocketCall<R extends SocketRoute> {
  readonly principal: Principal;
  readonly query: Static<R['query']>;
  readonly request: FastifyRequest;
  readonly socket: WebSocket;
}

/** Why a socket is closed, by RFC 6455. */
const closeCodes = { refused: 1008, later: 1013, broken: 1011 } as const;

function closeCodeOf({ status }: HomepotError): number {
  if (status === 429 || status === 503) return closeCodes.later;
  return status >= 500 ? closeCodes.broken : closeCodes.refused;
}

/** Closes a socket because of an error; the reason is its code. */
export function closeSocket(socket: WebSocket, error: unknown): void {
  const told = toHomepotError(error);
  socket.close(closeCodeOf(told), told.code);
}

/**
 * Throws where the caller may not open it. A handshake is a GET, but a page of another site could use
 * the socket with the cookie of this one: no rule of browsers is in the way.
 */
function judge(request: FastifyRequest, route: Route, publicUrl: string | undefined): void {
  const principal = principalOf(request);
  requireCaller(principal, route.callers);
  const origin = {
    method: 'WEBSOCKET',
    host: request.host,
    origin: request.headers.origin,
    referer: request.headers.referer,
    secFetchSite: headerOf(request, 'sec-fetch-site'),
  };
  requireOwnOrigin(principal, origin, publicUrl);
  if (request.validationError !== undefined) throw request.validationError;
}

/**
 * Binds a socket of the contract. The handshake is taken from everybody and the socket closed again
 * where its caller may not open it: what an answer to a handshake says, browsers tell no page. Asked
 * for without a handshake, the route answers as any other, and those who may call that they should.
 */
export function bindSocket<const R extends SocketRoute>(
  fastify: FastifyInstance,
  route: R,
  deps: BindDependencies,
  open: (call: SocketCall<R>) => Promise<void>,
): void {
  const onSocket = async (socket: WebSocket, request: FastifyRequest, refusal: unknown) => {
    try {
      if (refusal !== undefined) throw refusal;
      judge(request, route, deps.publicUrl);
      const query = request.query as Static<R['query']>;
      await open({ principal: principalOf(request), query, request, socket });
    } catch (error) {
      closeSocket(socket, error);
    }
  };
  const refuse = (): never => {
    throw new HomepotError('upgrade_required');
  };
  bindRoute(fastify, route, deps, refuse, { onSocket });
}
