import type { Method } from '@homepot/catalogue';
import { ClientError } from './client-error.ts';
import { readProblem } from './read-problem.ts';

/** A value of a query parameter; undefined and null leave it out, an array repeats it. */
export type QueryValue = string | number | boolean | null | undefined;
export type Query = Readonly<Record<string, QueryValue | readonly QueryValue[]>>;

/** One call of the API. */
export interface Call {
  readonly method: Method;
  /** From the root of the server, e.g. `/api/v1/keys/{id}`. */
  readonly path: string;
  /** Values of the braces in `path`. */
  readonly parameters?: Readonly<Record<string, string | number>> | undefined;
  readonly query?: Query | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON unless it is bytes. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Where the server is and who calls. */
export interface TransportOptions {
  readonly url: string;
  /** An API key, a token, or the local credential of the data folder; a function is asked at each call. */
  readonly key?: string | (() => Promise<string | undefined>) | undefined;
  /** Sent with every call, e.g. `user-agent`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** An answer of 2xx, read to its end. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly isJson: boolean;
}

/** Sends one call; resolves with an answer of 2xx, else throws a ClientError. */
export type Transport = (call: Call) => Promise<Answer>;

function fillPath(path: string, parameters: Call['parameters']): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters?.[name];
    if (value === undefined) throw new TypeError(`The path ${path} needs a value for {${name}}.`);
    return encodeURIComponent(value);
  });
}

function createAddress(base: URL, call: Call): URL {
  const address = new URL(fillPath(call.path, call.parameters).replace(/^\//, ''), base);
  for (const [name, given] of Object.entries(call.query ?? {})) {
    for (const value of Array.isArray(given) ? given : [given]) {
      if (value !== undefined && value !== null) address.searchParams.append(name, String(value));
    }
  }
  return address;
}

function readBase(url: string): URL {
  if (!URL.canParse(url))
    throw new TypeError(`"${url}" is not a URL; give e.g. http://127.0.0.1:8000`);
  const base = new URL(url);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
}

const causeOf = (error: unknown): string => {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as { code?: unknown };
  return typeof code === 'string' ? code : cause.message;
};

function encodeBody(body: unknown, headers: Headers): BodyInit | undefined {
  if (body === undefined) return undefined;
  if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>;
  if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  return JSON.stringify(body);
}

async function createHeaders(options: TransportOptions, call: Call): Promise<Headers> {
  const headers = new Headers({
    accept: 'application/json',
    ...options.headers,
    ...call.headers,
  });
  const key = typeof options.key === 'function' ? await options.key() : options.key;
  if (key !== undefined) headers.set('authorization', `Bearer ${key}`);
  return headers;
}

/** An answer of 2xx whose body is still to be read, and where it came from. */
interface Opened {
  readonly response: Response;
  readonly origin: string;
}

/** Sends one call; resolves once the answer of 2xx has begun, else throws a ClientError. */
export type Opener = (call: Call) => Promise<Opened>;

/** Says that no answer came, or not to its end. */
export function toUnreachable(error: unknown, origin: string): ClientError {
  if (error instanceof ClientError) return error;
  const detail = `No answer from ${origin} (${causeOf(error)}).`;
  return new ClientError({ code: 'unreachable', detail, status: 0, cause: error });
}

/** Creates the sender of calls to one server, of which the answers are read by whoever calls. */
export function createOpener(options: TransportOptions): Opener {
  const base = readBase(options.url);
  const send = options.fetch ?? globalThis.fetch;
  return async (call) => {
    const headers = await createHeaders(options, call);
    const body = encodeBody(call.body, headers) ?? null;
    const signal = call.signal ?? null;
    const address = createAddress(base, call);
    try {
      const response = await send(address, { method: call.method, headers, body, signal });
      if (!response.ok) throw await readProblem(response, base.origin);
      return { response, origin: base.origin };
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw toUnreachable(error, base.origin);
    }
  };
}

/** Creates the sender of calls to one server. Nothing is sent until a call is made. */
export function createTransport(options: TransportOptions): Transport {
  const open = createOpener(options);
  return async (call) => {
    const { response, origin } = await open(call);
    try {
      // Read here: an answer that is cut off is a lost connection, like one that never began.
      const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
      return { status: response.status, text: await response.text(), isJson };
    } catch (error) {
      if (call.signal?.aborted === true) throw error;
      throw toUnreachable(error, origin);
    }
  };
}

/** The JSON of an answer. Throws a ClientError where it is something else, as from a proxy. */
export function readJson<Value>({ status, text, isJson }: Answer): Value {
  if (isJson) return JSON.parse(text) as Value;
  const detail = 'The answer is not JSON; is this the address of a HOMEPOT server?';
  throw new ClientError({ code: 'unexpected', detail, status });
}
