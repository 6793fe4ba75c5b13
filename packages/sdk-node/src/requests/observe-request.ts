import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Scope } from '../context/scope.ts';
import type { CaptureError } from '../errors/capture-error.ts';
import { textOf } from '../record/cut-text.ts';
import type { Sender } from '../sender/create-sender.ts';
import { rank } from '../sender/entry.ts';
import type { Exchange } from './exchange.ts';
import { watchExchange } from './exchange.ts';
import { readAddress } from './read-address.ts';
import { readRequestId } from './request-id.ts';
import type { RequestOptions } from './request-options.ts';
import { createRequestRow, statusOf } from './request-row.ts';
import { unmatchedEndpoint } from './route-template.ts';

/** What every part that logs requests works with. */
export interface RequestDesk {
  readonly sender: Sender;
  readonly service: string | undefined;
  readonly capture: CaptureError;
}

/** How a framework tells of one of its requests. All is asked late: some comes with the answer. */
export interface FrameworkRequest<Request> {
  /** What the host's hooks are asked with. */
  readonly request: Request;
  readonly options: RequestOptions<Request>;
  /** The template of the route; undefined where none took the request. */
  endpoint(): string | undefined;
  url(): string;
  address(): unknown;
}

/** A request that is under way. */
export interface ObservedRequest extends Scope {
  /** Tells of an error that the framework is about to answer with. */
  fail(error: unknown): void;
}

const observed = Symbol('homepot.request');

interface Marked {
  [observed]?: ObservedRequest;
}

/** The observation of a request; undefined where it has none. */
export const observedOf = (raw: object): ObservedRequest | undefined => (raw as Marked)[observed];

/** Asks what the host or the framework may fail to tell. */
function ask<Value>(question: () => Value): Value | undefined {
  try {
    return question();
  } catch {
    return undefined;
  }
}

const messageOf = (error: unknown): string | undefined =>
  error instanceof Error ? ask(() => String(error.message)) : textOf(error, 1_000);

const errorStatusMin = 500;

/** Reports a request that is over, and the error that it ended with. */
function report<Request>(
  { sender, service, capture }: RequestDesk,
  { options, ...framework }: { options: RequestOptions<Request>; url(): string },
  { raw, response, error }: { raw: IncomingMessage; response: ServerResponse; error: unknown },
  context: Context,
  exchange: Exchange,
): void {
  const endpoint = context.endpoint ?? unmatchedEndpoint;
  if (ask(() => options.ignore?.(endpoint)) === true) return;
  const status = statusOf(response, exchange);
  const isFailed = status >= errorStatusMin;
  if (isFailed && error !== undefined && options.captureErrors !== false) {
    capture(error, { ...context, endpoint });
  }
  const facts = {
    endpoint,
    url: ask(() => framework.url()) ?? '',
    method: raw.method ?? '',
    userId: context.userId,
    ipAddress: context.ipAddress,
    userAgent: context.userAgent,
    errorMessage: isFailed ? messageOf(error) : undefined,
    requestId: context.requestId ?? '',
  };
  const row = createRequestRow(facts, exchange, status, service);
  sender.append('api_request_logs', row, isFailed ? rank.failure : rank.success);
}

/**
 * Observes a request until it is over, then appends its row. The request waits for nothing and
 * cannot fail by it.
 */
export function observeRequest<Request>(
  desk: RequestDesk,
  framework: FrameworkRequest<Request>,
  raw: IncomingMessage,
  response: ServerResponse,
): ObservedRequest {
  const requestId = readRequestId(raw.headers['x-request-id']);
  const { request, options } = framework;
  let error: unknown;
  const scope: ObservedRequest = {
    read: () => ({
      requestId,
      userId: textOf(
        ask(() => options.user?.(request)),
        255,
      ),
      sessionId: textOf(
        ask(() => options.session?.(request)),
        255,
      ),
      endpoint: ask(framework.endpoint),
      ipAddress: readAddress(ask(framework.address)),
      userAgent: raw.headers['user-agent'],
    }),
    fail: (thrown) => {
      error = thrown;
    },
  };
  (raw as Marked)[observed] = scope;
  watchExchange(raw, response, (exchange) => {
    ask(() => report(desk, framework, { raw, response, error }, scope.read(), exchange));
  });
  return scope;
}
