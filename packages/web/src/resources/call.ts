import type { AnswerOf, BodyOf, ParametersOf, QueryOf, Route } from '@homepot/catalogue';
import { signal } from '@preact/signals';
import { addressOf } from './address.ts';
import { CallError } from './call-error.ts';
import { credentialHeaders } from './credential.ts';

/** What a call of a route carries; only the parts that the route has. */
export interface CallParts<R extends Route> {
  readonly parameters?: ParametersOf<R>;
  readonly query?: QueryOf<R>;
  readonly body?: BodyOf<R>;
  readonly signal?: AbortSignal;
}

/** How often the server said that nobody is signed in here: the shell then asks again who it is. */
export const refusals = signal(0);

type Named = Readonly<Record<string, unknown>> | undefined;

interface Problem {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly path?: string;
  readonly request_id?: string;
}

/** Reads an answer that is no success. */
async function readRefusal(response: Response): Promise<CallError> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  if (response.status === 401) refusals.value += 1;
  return new CallError({
    code: problem.code ?? 'unexpected',
    status: response.status,
    detail: problem.detail ?? problem.title ?? `The server answered ${response.status}.`,
    path: problem.path,
    requestId: problem.request_id ?? response.headers.get('x-request-id') ?? undefined,
  });
}

/** Sends a request to the server; throws a CallError where no answer of 2xx came. */
export async function send(address: string, init: RequestInit): Promise<Response> {
  const headers = { accept: 'application/json', ...credentialHeaders(), ...init.headers };
  const response = await fetch(address, { ...init, headers }).catch((error: unknown) => {
    if (init.signal?.aborted === true) throw error;
    throw new CallError({ code: 'unreachable', status: 0, detail: 'The server does not answer.' });
  });
  if (!response.ok) throw await readRefusal(response);
  return response;
}

/**
 * Calls a route of the contract, with its types: `call<typeof createJob>('POST', '/api/v1/jobs', { body })`.
 * Throws a CallError.
 */
export async function call<R extends Route>(
  method: R['method'],
  path: R['path'],
  parts: CallParts<R> = {},
): Promise<AnswerOf<R>> {
  const { parameters, query, body, signal: stop } = parts as CallParts<Route>;
  const response = await send(addressOf(path, parameters as Named, query as Named), {
    method,
    signal: stop ?? null,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return (isJson ? await response.json() : undefined) as AnswerOf<R>;
}
