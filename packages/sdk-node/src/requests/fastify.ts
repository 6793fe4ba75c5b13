import type { IncomingMessage, ServerResponse } from 'node:http';
import { runInScope } from '../context/scope.ts';
import type { RequestDesk } from './observe-request.ts';
import { observedOf, observeRequest } from './observe-request.ts';
import type { RequestOptions } from './request-options.ts';
import { templateOf } from './route-template.ts';

/** What is used of a request of Fastify 5. */
interface FastifyRequestLike {
  readonly raw: IncomingMessage;
  readonly ip: string;
  readonly originalUrl: string;
  readonly is404: boolean;
  readonly routeOptions: { readonly url?: string | undefined };
}

interface FastifyReplyLike {
  readonly raw: ServerResponse;
}

type Done = (error?: Error) => void;

interface FastifyLike {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequestLike, reply: FastifyReplyLike, done: Done) => void,
  ): unknown;
  addHook(
    name: 'onError',
    hook: (request: FastifyRequestLike, reply: FastifyReplyLike, error: Error, done: Done) => void,
  ): unknown;
  addHook(name: 'onClose', hook: (app: unknown, done: Done) => void): unknown;
}

/** A plugin of Fastify 5. */
export type FastifyPlugin = (
  app: object,
  options: RequestOptions<FastifyRequestLike>,
  done: Done,
) => void;

function observe(
  desk: RequestDesk,
  options: RequestOptions<FastifyRequestLike>,
  request: FastifyRequestLike,
  reply: FastifyReplyLike,
) {
  const framework = {
    request,
    options,
    endpoint() {
      const { url } = request.routeOptions;
      return request.is404 || url === undefined ? undefined : templateOf(url);
    },
    url: () => request.originalUrl,
    address: () => request.ip,
  };
  return observeRequest(desk, framework, request.raw, reply.raw);
}

/**
 * Creates the plugin that logs the requests of a Fastify app: `app.register(homepot.fastify)`.
 * It applies to the whole app; register it before the routes.
 */
export function createFastifyPlugin(desk: RequestDesk): FastifyPlugin {
  const plugin: FastifyPlugin = (app, options, done) => {
    const fastify = app as FastifyLike;
    fastify.addHook('onRequest', (request, reply, next) => {
      runInScope(observe(desk, options, request, reply), next);
    });
    fastify.addHook('onError', (request, _reply, error, next) => {
      observedOf(request.raw)?.fail(error);
      next();
    });
    fastify.addHook('onClose', (_app, next) => {
      desk.sender.flush().then(
        () => next(),
        () => next(),
      );
    });
    done();
  };
  return Object.assign(plugin, {
    // Fastify's signs of a plugin that is for the whole app, and its name.
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'homepot',
  });
}
