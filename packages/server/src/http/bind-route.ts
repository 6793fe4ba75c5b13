import type { WebSocket } from '@fastify/websocket';
import type { Route } from '@homepot/catalogue';
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchemaCompiler,
  FastifySerializerCompiler,
} from 'fastify';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { PresentedCredentials, Principal } from '../auth/index.ts';
import { requireCaller, requireOwnOrigin } from '../auth/index.ts';
import { HomepotError } from '../kernel/index.ts';
import type { InputPart } from './check-input.ts';
import { createInputCheck } from './check-input.ts';
import { describeRoute } from './describe-route.ts';
import { isFromThisMachine } from './from-this-machine.ts';
import { headerOf, presentedBy } from './presented-by.ts';
import { principalOf, rememberPrincipal } from './principal-of.ts';
import { sendProblem } from './problem.ts';
import type { BoundConfig } from './route-of.ts';

/** What every route needs to know its caller. */
export interface BindDependencies {
  readonly authenticator: {
    authenticate(presented: PresentedCredentials): Promise<Principal>;
  };
  /** The address people use, where a proxy stands before the server. */
  readonly publicUrl?: string | undefined;
  /** Whether each answer is checked against the contract; for tests. */
  readonly checkAnswers?: boolean;
}

type Part<R, Name extends string> =
  R extends Readonly<Record<Name, infer Schema extends TSchema>> ? Static<Schema> : unknown;

/** One call of a route, checked: who calls, and what came with it in the types of the contract. */
interface Call<R extends Route> {
  readonly principal: Principal;
  readonly parameters: Part<R, 'parameters'>;
  readonly query: Part<R, 'query'>;
  readonly body: Part<R, 'body'>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A call of which the caller is known and nothing else. */
type Known = Pick<Call<Route>, 'principal' | 'request' | 'reply'>;

/** How a route differs from the others. */
export interface BindOptions {
  /** Bytes that a body may have, where it is less than everywhere. */
  readonly bodyBytesMax?: number;
  /** Called where a caller who may call is refused before the handler is asked. */
  onRefusedInput?(): void;
  /** Called as soon as the caller is known, whether it may call or not: for headers of the answer. */
  onKnown?(call: Known): void;
  /** Called for a caller who may call, before the body is read; throws what the call is refused with. */
  beforeBody?(call: Known): void;
  /** Answers with an error in a form of the route's own, in place of a problem. */
  tellError?(
    error: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): FastifyReply | Promise<FastifyReply>;
  /**
   * Takes a handshake, whoever made it: it judges the caller itself, of whom `refusal` says why it
   * could not be known.
   */
  onSocket?(socket: WebSocket, request: FastifyRequest, refusal: unknown): Promise<void>;
}

/** Answers a call: returns the body, or the reply after it was sent. */
export type Handler<R extends Route> = (call: Call<R>) => unknown;

const partOf = new Map<string | undefined, InputPart>([
  ['params', 'path'],
  ['querystring', 'query'],
  ['body', 'body'],
]);

const compileInput: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) =>
  createInputCheck(partOf.get(httpPart) ?? 'body', schema);

const writeJson: FastifySerializerCompiler<unknown> = () => (answer) => JSON.stringify(answer);

/** Checks each answer against the contract before it leaves. */
const writeChecked: FastifySerializerCompiler<TSchema> = ({ schema, url, httpStatus }) => {
  if (Number(httpStatus) >= 300) return writeJson({ schema, url, method: '' });
  const validator = Compile(schema);
  return (answer) => {
    const text = JSON.stringify(answer);
    const faults = validator.Errors(JSON.parse(text));
    if (faults.length === 0) return text;
    throw new Error(`the answer of ${url} breaks its contract: ${JSON.stringify(faults[0])}`);
  };
};

/** Fastify's form of a path: `/sites/{id}` is `/sites/:id`. */
const fastifyPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/**
 * Who makes the request. A cookie that is no longer good makes its browser anonymous where
 * everybody may call, or nobody could sign in again; any other wrong credential is an error.
 */
async function identify(
  request: FastifyRequest,
  route: Route,
  deps: BindDependencies,
): Promise<Principal> {
  const credentials = presentedBy(request, route.keyInQuery);
  try {
    return await deps.authenticator.authenticate(credentials);
  } catch (error) {
    const onlyCookie = credentials.authorization === undefined && credentials.apiKey === undefined;
    const forgivable = error instanceof HomepotError && error.code === 'credential_invalid';
    if (forgivable && onlyCookie && route.callers.includes('anonymous')) {
      return { kind: 'anonymous' };
    }
    throw error;
  }
}

/** Refuses a caller that the contract does not name, and pages of other sites. */
function judge(request: FastifyRequest, route: Route, publicUrl: string | undefined): void {
  const principal = principalOf(request);
  if (route.fromThisMachine !== true || !isFromThisMachine(request)) {
    requireCaller(principal, route.callers);
  }
  const origin = {
    method: request.method,
    host: request.host,
    origin: request.headers.origin,
    referer: request.headers.referer,
    secFetchSite: headerOf(request, 'sec-fetch-site'),
  };
  requireOwnOrigin(principal, origin, publicUrl);
}

/** Probes are not counted: they must not be told to come again later. */
function boundConfig(route: Route): BoundConfig {
  return { route, ...(route.unlogged === true ? { rateLimit: false } : {}) };
}

/** The table of errors knows only how large a body may be everywhere. */
function tellSize(error: unknown, bodyBytesMax: number | undefined): unknown {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  if (bodyBytesMax === undefined || code !== 'FST_ERR_CTP_BODY_TOO_LARGE') return error;
  return new HomepotError('body_too_large', { message: `Send at most ${bodyBytesMax} bytes` });
}

function answer<R extends Route>(route: R, handler: Handler<R>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    reply.code(route.status ?? 200);
    const call = {
      principal: principalOf(request),
      parameters: request.params,
      query: request.query,
      body: request.body,
      request,
      reply,
    } as Call<R>;
    const result = await handler(call);
    if (result !== undefined) return result;
    return reply.sent ? reply : reply.send();
  };
}

/**
 * Binds a route of the contract to the handler that answers it.
 *
 * The caller is known and judged before the body is read: `onRequest` finds out who calls, then
 * the rate limit counts the call for that caller (a wrong credential counts for its address), and
 * `preParsing` refuses those whom the contract does not name.
 */
export function bindRoute<const R extends Route>(
  fastify: FastifyInstance,
  route: R,
  deps: BindDependencies,
  handler: Handler<R>,
  { bodyBytesMax, onRefusedInput, onKnown, beforeBody, onSocket, tellError }: BindOptions = {},
): void {
  const refusals = new WeakMap<FastifyRequest, unknown>();
  /** Those whose callers were judged and whose input was not. */
  const unread = new WeakSet<FastifyRequest>();
  fastify.route({
    method: route.method,
    url: fastifyPath(route.path),
    schema: describeRoute(route),
    config: boundConfig(route),
    validatorCompiler: compileInput as FastifySchemaCompiler<unknown>,
    serializerCompiler: (deps.checkAnswers === true
      ? writeChecked
      : writeJson) as FastifySerializerCompiler<unknown>,
    ...(bodyBytesMax === undefined ? {} : { bodyLimit: bodyBytesMax }),
    errorHandler: (error, request, reply) => {
      if (unread.delete(request)) onRefusedInput?.();
      return (tellError ?? sendProblem)(tellSize(error, bodyBytesMax), request, reply);
    },
    onRequest: [
      async (request, reply) => {
        try {
          const principal = await identify(request, route, deps);
          rememberPrincipal(request, principal);
          onKnown?.({ principal, request, reply });
        } catch (error) {
          refusals.set(request, error);
        }
      },
    ],
    preParsing: [
      async (request, reply) => {
        if (onSocket !== undefined && request.ws) return;
        if (refusals.has(request)) throw refusals.get(request);
        judge(request, route, deps.publicUrl);
        beforeBody?.({ principal: principalOf(request), request, reply });
        unread.add(request);
      },
    ],
    preHandler: [
      async (request) => {
        unread.delete(request);
      },
    ],
    handler: answer(route, handler),
    ...(onSocket && {
      attachValidation: true,
      wsHandler: (socket: WebSocket, request: FastifyRequest) =>
        onSocket(socket, request, refusals.get(request)),
    }),
  });
}
