import type { ErrorCode, Problem } from '@homepot/catalogue';
import { errorFacts } from '@homepot/catalogue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HomepotError } from '../kernel/index.ts';
import { classifyDatabaseError, isCancelled } from '../store/index.ts';

/** The errors of Fastify itself, in the words of the error table. */
const codeOfFastify = new Map<string, ErrorCode>([
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'body_too_large'],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', 'body_empty'],
  ['FST_ERR_CTP_INVALID_JSON_BODY', 'json_invalid'],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 'body_truncated'],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'media_type_unsupported'],
  ['FST_ERR_CTP_INVALID_TYPE', 'media_type_unsupported'],
  ['FST_ERR_BAD_URL', 'not_found'],
  ['FST_ERR_MAX_PARAM_LENGTH', 'not_found'],
]);

const codeOfStatus = new Map<number, ErrorCode>([
  [400, 'parameter_invalid'],
  // A path that would lead out of the folder of the files; who it belongs to is judged before, with codes of ours.
  [403, 'not_found'],
  [404, 'not_found'],
  [413, 'body_too_large'],
  [415, 'media_type_unsupported'],
  [429, 'rate_limited'],
]);

interface ForeignError {
  readonly code?: string;
  readonly statusCode?: number;
}

function codeOfDatabase(error: unknown): ErrorCode | undefined {
  if (isCancelled(error)) return 'query_too_long';
  const found = classifyDatabaseError(error);
  if (found === 'partition') return 'partition_missing';
  return found === 'retry' ? 'database_unavailable' : undefined;
}

/** What happened, where more can be said than the code does. */
function messageOf(error: unknown, code: ErrorCode | undefined): string | undefined {
  if (code !== 'partition_missing') return undefined;
  const table = error instanceof Error && 'table' in error ? error.table : undefined;
  return `The table ${table ?? 'of these rows'} has no partition for the time of a row`;
}

/** Errors that people should look at, whoever was told of them. */
const loggedCodes: ReadonlySet<ErrorCode> = new Set(['internal', 'partition_missing']);

/** Says any error by a code of the error table; what is not known is `internal`. */
export function toHomepotError(error: unknown): HomepotError {
  if (error instanceof HomepotError) return error;
  const { code = '', statusCode = 500 } = (error ?? {}) as ForeignError;
  if (error instanceof SyntaxError && statusCode === 400) {
    return new HomepotError('json_invalid', { message: error.message, cause: error });
  }
  const known = codeOfFastify.get(code) ?? codeOfStatus.get(statusCode) ?? codeOfDatabase(error);
  const message = messageOf(error, known);
  return new HomepotError(known ?? 'internal', {
    ...(message === undefined ? {} : { message }),
    cause: error,
  });
}

// Kept beside the requests and not on them, so that no room adds fields to Fastify's types.
const problems = new WeakMap<FastifyRequest, HomepotError>();

/** The error that the request was answered with, if it was. */
export function problemOf(request: FastifyRequest): HomepotError | undefined {
  return problems.get(request);
}

/** The body of an error answer. `more` adds members, as RFC 9457 allows. */
function createProblem(
  error: HomepotError,
  requestId: string,
  more: Readonly<Record<string, unknown>> = {},
): Problem {
  return {
    type: `/docs/errors#${error.code}`,
    title: errorFacts[error.code].title,
    status: error.status,
    code: error.code,
    detail: error.message,
    ...(error.path === undefined ? {} : { path: error.path }),
    request_id: requestId,
    ...more,
  };
}

/**
 * Takes note of an error that a request is answered with, and says it by a code of the table. Errors
 * that nobody expected are logged in full and told without details, so that nothing of the inside
 * leaves the house.
 */
export function rememberProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): HomepotError {
  const told = toHomepotError(error);
  problems.set(request, told);
  if (loggedCodes.has(told.code)) {
    request.log.error({ err: error, request_id: request.id }, 'request failed');
  }
  if (told.retryAfterSeconds !== undefined && !reply.hasHeader('retry-after')) {
    reply.header('retry-after', Math.max(1, Math.ceil(told.retryAfterSeconds)));
  }
  return told;
}

/** Answers with an error as `application/problem+json`. */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  more: Readonly<Record<string, unknown>> = {},
): FastifyReply {
  const told = rememberProblem(error, request, reply);
  return reply
    .code(told.status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(createProblem(told, request.id, more));
}
