import type { ServerResponse } from 'node:http';
import { limits } from '../limits.ts';
import { cutText } from '../record/cut-text.ts';
import type { Exchange } from './exchange.ts';

/** A record of `api_request_logs`. */
export interface RequestRow {
  readonly timestamp: string;
  readonly endpoint: string;
  readonly path: string | undefined;
  readonly method: string;
  readonly status_code: number;
  readonly response_time_ms: number;
  readonly user_id: string | undefined;
  readonly ip_address: string | undefined;
  readonly user_agent: string | undefined;
  readonly error_message: string | undefined;
  readonly request_size_bytes: number | undefined;
  readonly response_size_bytes: number;
  readonly request_id: string;
  readonly service: string | undefined;
}

/** What the framework knows of a request. */
export interface RequestFacts {
  readonly endpoint: string;
  readonly url: string;
  readonly method: string;
  readonly userId: string | undefined;
  readonly ipAddress: string | undefined;
  readonly userAgent: string | undefined;
  readonly errorMessage: string | undefined;
  readonly requestId: string;
}

/** How a client that went away before the end of the answer is told; no server answers with it. */
const clientGoneStatus = 499;

/** A stream of events has no end but that its client leaves. */
function isEndless(response: ServerResponse): boolean {
  if (!response.headersSent) return false;
  const type = response.getHeader('content-type');
  return typeof type === 'string' && type.startsWith('text/event-stream');
}

/** The status of a request that is over. */
export const statusOf = (response: ServerResponse, { isAborted }: Exchange): number =>
  isAborted && !isEndless(response) ? clientGoneStatus : response.statusCode;

/** The path of a URL, without query and fragment. */
function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return cutText(end === -1 ? url : url.slice(0, end), 500);
}

/** Describes a request that is over. */
export function createRequestRow(
  facts: RequestFacts,
  exchange: Exchange,
  status: number,
  service: string | undefined,
): RequestRow {
  const { userAgent, errorMessage } = facts;
  return {
    timestamp: new Date(exchange.startedAtMs).toISOString(),
    endpoint: facts.endpoint,
    path: pathOf(facts.url),
    method: cutText(facts.method, 10),
    status_code: status,
    response_time_ms: Math.round(exchange.durationMs * 1_000) / 1_000,
    user_id: facts.userId,
    ip_address: facts.ipAddress,
    user_agent: userAgent === undefined ? undefined : cutText(userAgent, 500),
    error_message:
      errorMessage === undefined ? undefined : cutText(errorMessage, limits.messageCharactersMax),
    request_size_bytes: exchange.requestBytes,
    response_size_bytes: exchange.responseBytes,
    request_id: facts.requestId,
    service,
  };
}
