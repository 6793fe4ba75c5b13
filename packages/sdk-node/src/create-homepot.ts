import type { IncomingMessage } from 'node:http';
import type { Context } from './context/scope.ts';
import { createScope, runInScope } from './context/scope.ts';
import type { CaptureError } from './errors/capture-error.ts';
import { createCaptureError } from './errors/capture-error.ts';
import { captureUnhandled } from './errors/capture-unhandled.ts';
import { watchProcess } from './leave/watch-process.ts';
import type { HomepotOptions } from './options.ts';
import { readSettings } from './options.ts';
import type { ExpressErrorMiddleware, ExpressMiddleware } from './requests/express.ts';
import { createExpressMiddleware, expressErrorMiddleware } from './requests/express.ts';
import type { FastifyPlugin } from './requests/fastify.ts';
import { createFastifyPlugin } from './requests/fastify.ts';
import type { HonoContextLike, HonoMiddleware } from './requests/hono.ts';
import { createHonoMiddleware } from './requests/hono.ts';
import type { RequestOptions } from './requests/request-options.ts';
import { createSender } from './sender/create-sender.ts';
import type { Figures } from './sender/figures.ts';
import { createPost } from './sender/post.ts';
import { createTellProblem } from './sender/problems.ts';
import { unconfiguredPost } from './sender/unconfigured-post.ts';
import type { Instrument } from './tools/instrument.ts';
import { createInstrument } from './tools/instrument.ts';
import type { WrapTool } from './tools/wrap-tool.ts';
import { createWrapTool } from './tools/wrap-tool.ts';

/** Tells a HOMEPOT server what this program does. Nothing of it throws into the program. */
export interface Homepot {
  /** Plugin of Fastify 5 that logs requests: `app.register(homepot.fastify)`. */
  readonly fastify: FastifyPlugin;
  /** Middleware of Express 5 that logs requests; before all others. */
  express<Request extends IncomingMessage>(options?: RequestOptions<Request>): ExpressMiddleware;
  /** Middleware of Express 5 that tells why a request failed; after all routes. */
  readonly expressErrors: ExpressErrorMiddleware;
  /** Middleware of Hono 4 on @hono/node-server that logs requests; before all routes. */
  hono<Given extends HonoContextLike>(options?: RequestOptions<Given>): HonoMiddleware;
  /** Tells of an error; of the request, person and tool around it too. Each error object once. */
  readonly captureError: CaptureError;
  /** Tells of errors that nobody handled; the process ends as before. Returns what stops it. */
  captureUnhandled(): () => void;
  /** Tells of the calls of an MCP server's tools. Returns the server. */
  readonly instrument: Instrument;
  /** Tells of the calls of any function as those of a tool. */
  readonly wrapTool: WrapTool;
  /** Runs a function, and all it starts, with facts that errors and tools in it are told with. */
  withContext<Result>(context: Context, run: () => Result): Result;
  /** Sends what waits now. Resolves with whether all of it was settled within so many milliseconds. */
  flush(timeoutMs?: number): Promise<boolean>;
  /** Sends what waits and stops. What is told afterwards is dropped. */
  close(timeoutMs?: number): Promise<boolean>;
  /** What became of the records so far. */
  figures(): Figures;
}

/**
 * Creates the connection of a program to a HOMEPOT server. Nothing is opened until there is
 * something to send. Without a usable URL and key everything works and nothing is sent;
 * `onProblem` is told.
 */
export function createHomepot(options: HomepotOptions): Homepot {
  const settings = readSettings(options);
  const { service, url, fault } = settings;
  const tell = createTellProblem(settings.onProblem);
  if (url === undefined) {
    tell({ code: 'not_configured', message: `Nothing will be sent: ${fault}.` });
  }
  const post = url === undefined ? unconfiguredPost : createPost(settings, url);
  const sender = createSender(settings, post, tell);
  const capture = createCaptureError(sender, service);
  const desk = { sender, service, capture };
  const unwatch = watchProcess(settings, sender);
  return {
    fastify: createFastifyPlugin(desk),
    express: (given = {}) => createExpressMiddleware(desk, given),
    expressErrors: expressErrorMiddleware,
    hono: (given = {}) => createHonoMiddleware(desk, given),
    captureError: capture,
    captureUnhandled: () => captureUnhandled(capture),
    instrument: createInstrument(desk, tell),
    wrapTool: createWrapTool(desk),
    withContext: (context, run) => runInScope(createScope(context), run),
    flush: sender.flush,
    async close(timeoutMs) {
      unwatch();
      return sender.close(timeoutMs);
    },
    figures: sender.figures,
  };
}
