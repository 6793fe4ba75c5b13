import type { FastifyReply, FastifyRequest } from 'fastify';
import { usernameOf } from '../../auth/index.ts';
import { principalOf, problemOf, routeOf } from '../../http/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { cutText } from '../../kernel/index.ts';

/** One request as a record of `api_request_logs`. */
export type RequestEntry = Readonly<Record<string, string | number>>;

/** How a client that went away before the answer is told; no server answers with it. */
const clientGoneStatus = 499;
const unmatchedEndpoint = '(no route)';

/** The route template; never the path as it was called, whose values are without number. */
export function endpointOf(request: FastifyRequest): string {
  if (request.is404) return unmatchedEndpoint;
  return routeOf(request)?.path ?? request.routeOptions.url ?? unmatchedEndpoint;
}

/** Whether a request is left out of the log: health, metrics, docs and the dashboard, and answers without an end. */
export function isUnlogged(request: FastifyRequest): boolean {
  const route = routeOf(request);
  if (route?.unlogged === true || route?.endless === true) return true;
  const endpoint = endpointOf(request);
  return /^\/(docs|assets\/|openapi\.json$|icon\.svg$|$)/.test(endpoint);
}

const numberOf = (header: unknown): number | undefined => {
  const number = Number(header);
  return header === undefined || !Number.isSafeInteger(number) ? undefined : number;
};

const cut = (text: string | undefined, charactersMax: number): string | undefined =>
  text === undefined ? undefined : cutText(text, charactersMax);

/**
 * Describes a request that is over. `bytesOut` is what the connection wrote for it, used where the
 * answer did not say its own length.
 */
export function createRequestEntry(
  request: FastifyRequest,
  reply: FastifyReply,
  measured: { readonly clock: Clock; readonly bytesOut: number; readonly gone: boolean },
): RequestEntry {
  const elapsedMs = reply.elapsedTime;
  const entry = {
    timestamp: new Date(measured.clock.nowMs() - elapsedMs).toISOString(),
    endpoint: cut(endpointOf(request), 255),
    path: cut(request.url.split('?', 1)[0], 500),
    method: cut(request.method, 10),
    status_code: measured.gone ? clientGoneStatus : reply.statusCode,
    response_time_ms: Math.round(elapsedMs * 1000) / 1000,
    user_id: usernameOf(principalOf(request)),
    ip_address: request.ip,
    user_agent: cut(request.headers['user-agent'], 500),
    error_message: problemOf(request)?.message,
    request_size_bytes: numberOf(request.headers['content-length']),
    response_size_bytes: numberOf(reply.getHeader('content-length')) ?? measured.bytesOut,
    request_id: request.id,
    service: 'homepot',
  };
  return Object.fromEntries(
    Object.entries(entry).filter(([, value]) => value !== undefined),
  ) as RequestEntry;
}
