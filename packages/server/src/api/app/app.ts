import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { fastify, LogController } from 'fastify';
import { acceptSockets, sendProblem, shouldUpgradeCallback } from '../../http/index.ts';
import type { Clock, Log } from '../../kernel/index.ts';
import { createUuid, HomepotError, limits } from '../../kernel/index.ts';
import { serveWeb } from '../web/serve-web.ts';
import { describeApi, serveDocs } from './docs.ts';
import { limitRate } from './rate-limit.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { answerUnmatched } from './unmatched.ts';

/** Something that watches the requests of an app. */
interface Observer {
  observe(app: FastifyInstance): void;
}

export interface AppDependencies {
  readonly clock: Clock;
  readonly log: Log;
  /** Each binds the routes of one resource. */
  readonly resources: readonly ((app: FastifyInstance) => unknown)[];
  readonly observers: readonly Observer[];
}

export interface AppOptions {
  readonly version: string;
  /** Proxies whose X-Forwarded-* is believed: so many hops, or these addresses; false = none. */
  readonly trustProxy: false | number | string[];
  readonly rateLimitPerMinute: number;
}

/** The hop next to the server is number 0. */
function believe(proxies: AppOptions['trustProxy']) {
  return typeof proxies === 'number' ? (_address: string, hop: number) => hop < proxies : proxies;
}

function createInstance({ clock, log }: AppDependencies, options: AppOptions): FastifyInstance {
  return fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => createUuid(clock.nowMs()),
    requestIdHeader: false,
    trustProxy: believe(options.trustProxy),
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: limits.requestMillisecondsMax,
    keepAliveTimeout: limits.idleConnectionMillisecondsMax,
    http: { maxHeaderSize: limits.headerBytesMax, shouldUpgradeCallback },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: limits.pathParameterCharactersMax },
    frameworkErrors: (error, request, reply) => {
      sendProblem(error, request, reply);
    },
  });
}

/** While the app closes, requests on connections that are still open are sent elsewhere. */
function refuseWhileClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onRequest', async (_request, reply) => {
    if (!closing) return;
    reply.header('connection', 'close');
    throw new HomepotError('not_ready', { message: 'The server is stopping' });
  });
}

/**
 * Creates the HTTP side of the house: limits, headers, errors, documentation, and the routes that
 * `resources` bind. It does not listen yet.
 */
export async function createApp(
  deps: AppDependencies,
  options: AppOptions,
): Promise<FastifyInstance> {
  const app = createInstance(deps, options);
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  addSecurityHeaders(app);
  for (const observer of deps.observers) observer.observe(app);
  refuseWhileClosing(app);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  await limitRate(app, options.rateLimitPerMinute);
  await acceptSockets(app);
  answerUnmatched(app);
  await describeApi(app, options.version);
  await serveDocs(app);
  await serveWeb(app);
  for (const bindResource of deps.resources) await bindResource(app);
  return app;
}
