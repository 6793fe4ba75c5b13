import type { IncomingMessage, ServerResponse } from 'node:http';
import { runInScope } from '../context/scope.ts';
import type { ExpressRequestLike } from './express-base-url.ts';
import { baseTemplateOf, watchBaseUrl } from './express-base-url.ts';
import type { RequestDesk } from './observe-request.ts';
import { observedOf, observeRequest } from './observe-request.ts';
import type { RequestOptions } from './request-options.ts';
import { templateOf } from './route-template.ts';

type Next = (error?: unknown) => void;

/** Middleware of Express 5. */
export type ExpressMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: Next,
) => void;

/** Middleware of Express 5 for errors. */
export type ExpressErrorMiddleware = (
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  next: Next,
) => void;

type Request = IncomingMessage &
  ExpressRequestLike & {
    readonly originalUrl?: string;
    readonly ip?: string;
  };

function endpointOf(request: Request): string | undefined {
  if (request.route === undefined) return undefined;
  const path: unknown = [request.route.path].flat(Number.POSITIVE_INFINITY)[0];
  const own = typeof path === 'string' ? templateOf(path) : String(path);
  const base = baseTemplateOf(request);
  return base !== '' && own === '/' ? base : base + own;
}

/** Creates the middleware that logs the requests of an Express app; it goes before all others. */
export function createExpressMiddleware<Given extends IncomingMessage>(
  desk: RequestDesk,
  options: RequestOptions<Given>,
): ExpressMiddleware {
  return (incoming, response, next) => {
    // Mounted twice, or in a sub-app too, it logs once.
    if (observedOf(incoming) !== undefined) return next();
    const request = incoming as Request;
    watchBaseUrl(request);
    const framework = {
      request: incoming as Given,
      options,
      endpoint: () => endpointOf(request),
      url: () => request.originalUrl ?? request.url ?? '',
      address: () => request.ip ?? request.socket.remoteAddress,
    };
    return runInScope(observeRequest(desk, framework, incoming, response), next);
  };
}

/**
 * The middleware that tells what went wrong in a request that ends with 500 or more; it goes after
 * all routes, before the app's own error handlers. Without it only the status is known.
 */
export const expressErrorMiddleware: ExpressErrorMiddleware = (error, request, _response, next) => {
  observedOf(request)?.fail(error);
  next(error);
};
