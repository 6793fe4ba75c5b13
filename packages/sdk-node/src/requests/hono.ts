import type { IncomingMessage, ServerResponse } from 'node:http';
import { runInScope } from '../context/scope.ts';
import type { RequestDesk } from './observe-request.ts';
import { observedOf, observeRequest } from './observe-request.ts';
import type { RequestOptions } from './request-options.ts';
import { templateOf } from './route-template.ts';

/** What is used of a context of Hono 4. */
export interface HonoContextLike {
  readonly req: {
    readonly path: string;
    readonly routePath?: string;
    readonly routeIndex?: number;
  };
  readonly env: unknown;
  readonly error: Error | undefined;
  readonly res: { readonly status: number };
}

/** Middleware of Hono 4 on @hono/node-server. */
export type HonoMiddleware = (context: HonoContextLike, next: () => Promise<void>) => Promise<void>;

interface NodeBindings {
  readonly incoming?: IncomingMessage;
  readonly outgoing?: ServerResponse;
}

const notFoundStatus = 404;

/** The route of the handler that answered: the last one that was reached. */
function endpointOf(context: HonoContextLike, response: ServerResponse): string | undefined {
  const { routePath } = context.req;
  if (routePath === undefined) return undefined;
  const isWide = routePath === '*' || routePath.endsWith('/*');
  return isWide && response.statusCode === notFoundStatus ? undefined : templateOf(routePath);
}

/**
 * Creates the middleware that logs the requests of a Hono app on @hono/node-server; it goes before
 * all routes. Elsewhere (`app.request()` in a test) there is no connection to watch: nothing is logged.
 */
export function createHonoMiddleware<Given extends HonoContextLike>(
  desk: RequestDesk,
  options: RequestOptions<Given>,
): HonoMiddleware {
  return async (context, next) => {
    const { incoming, outgoing } = (context.env ?? {}) as NodeBindings;
    if (incoming === undefined || outgoing === undefined || observedOf(incoming) !== undefined) {
      return next();
    }
    const framework = {
      request: context as Given,
      options,
      endpoint: () => endpointOf(context, outgoing),
      url: () => incoming.url ?? '',
      address: () => incoming.socket.remoteAddress,
    };
    const scope = observeRequest(desk, framework, incoming, outgoing);
    await runInScope(scope, next);
    if (context.error !== undefined) scope.fail(context.error);
  };
}
