import type {
  AnswerOf,
  BodyOf,
  LiveMessage,
  Method,
  ParametersOf,
  QueryOf,
  Route,
  RowOf,
  Table,
} from '@homepot/catalogue';
import type { BatchAnswer, IngestBodyOptions, IngestOptions } from './ingest.ts';
import { sendBatch } from './ingest.ts';
import type { List, Row } from './list.ts';
import { createList } from './list.ts';
import type { LiveOptions } from './live/follow-live.ts';
import { followLive } from './live/follow-live.ts';
import type { Call, Query, TransportOptions } from './transport.ts';
import { createOpener, createTransport } from './transport.ts';

/** What a route of the contract is called with; only the parts that it has. */
export interface RouteCall<R extends Route> {
  readonly parameters?: ParametersOf<R>;
  readonly query?: QueryOf<R>;
  readonly body?: BodyOf<R>;
  readonly signal?: AbortSignal;
}

/** One HOMEPOT server, seen from a program. */
export interface Client {
  /** Reads a table by its name or list path, page by page. */
  list<R extends Row = Row>(table: string, parameters?: Query, signal?: AbortSignal): List<R>;
  /** Reads a declared table, with the types of its columns. */
  list<T extends Table>(table: T, parameters?: Query, signal?: AbortSignal): List<RowOf<T>>;
  /** Sends records as one batch. */
  ingest(table: string, records: readonly Row[], options?: IngestOptions): Promise<BatchAnswer>;
  /** Sends prepared bytes as one batch. */
  ingestBody(table: string, bytes: Uint8Array, options?: IngestBodyOptions): Promise<BatchAnswer>;
  /** What happens, message by message; goes on by itself where the connection was lost. */
  live(options?: LiveOptions): AsyncGenerator<LiveMessage>;
  /** Calls a route of the contract, with its types. Resolves with its answer. */
  call<R extends Route>(route: R, call?: RouteCall<R>): Promise<AnswerOf<R>>;
  /** Calls any route by its path. Resolves with the JSON of the answer; undefined where there is none. */
  request<Answer = unknown>(
    method: Method,
    path: string,
    call?: Omit<Call, 'method' | 'path'>,
  ): Promise<Answer>;
}

/**
 * Creates a client of one server. Only ingest sends again by itself (429, 503 and lost connections,
 * the same batch id); every other call fails at the first error. Errors are ClientErrors.
 */
export function createClient(options: TransportOptions): Client {
  const transport = createTransport(options);
  const encoder = new TextEncoder();
  const request: Client['request'] = async <Answer>(
    method: Method,
    path: string,
    call: Omit<Call, 'method' | 'path'> = {},
  ) => {
    const { text, isJson } = await transport({ ...call, method, path });
    return (text === '' ? undefined : isJson ? JSON.parse(text) : text) as Answer;
  };
  return {
    request,
    live: (live) => followLive(createOpener(options), live),
    call: (route, call = {}) =>
      request(route.method, route.path, {
        parameters: call.parameters as Call['parameters'],
        query: call.query as Call['query'],
        body: call.body,
        signal: call.signal,
      }),
    list: (table: string | Table, parameters: Query = {}, signal?: AbortSignal): List<never> =>
      createList(transport, typeof table === 'string' ? table : table.name, parameters, signal),
    ingest: (table, records, ingestOptions = {}) =>
      sendBatch(transport, table, encoder.encode(JSON.stringify(records)), ingestOptions),
    ingestBody: (table, bytes, bodyOptions = {}) => sendBatch(transport, table, bytes, bodyOptions),
  };
}
