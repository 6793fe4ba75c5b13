import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** One send of a batch as it arrived. */
export interface Arrived {
  readonly table: string;
  readonly id: string;
  /** The bytes of the body, as they came. */
  readonly bytes: Buffer;
  readonly isCompressed: boolean;
  readonly records: readonly Readonly<Record<string, unknown>>[];
  readonly authorization: string | undefined;
}

/** How the collector answers a send; undefined for "taken". May destroy the connection itself. */
export type Answer = (arrived: Arrived, response: ServerResponse, count: number) => boolean;

/** Stands where HOMEPOT does, and remembers what is sent. */
export interface Collector {
  readonly url: string;
  readonly arrived: readonly Arrived[];
  /** The records of a table, those of batches that were taken only. */
  rows(table: string): readonly Readonly<Record<string, unknown>>[];
  stop(): Promise<void>;
}

async function read(request: IncomingMessage): Promise<Arrived> {
  const bytes = await buffer(request);
  const isCompressed = request.headers['content-encoding'] === 'gzip';
  const text = (isCompressed ? gunzipSync(bytes) : bytes).toString();
  return {
    table: request.url?.split('/').at(-1) ?? '',
    id: String(request.headers['idempotency-key']),
    bytes,
    isCompressed,
    records: JSON.parse(text) as Readonly<Record<string, unknown>>[],
    authorization: request.headers.authorization,
  };
}

/** What HOMEPOT says of a batch whose records are all good. */
export const takenAnswer = (arrived: Arrived): string =>
  JSON.stringify({
    batch_id: arrived.id,
    accepted: arrived.records.length,
    filtered: 0,
    duplicate: 0,
    quarantined: 0,
    rejected: [],
  });

/** Starts a collector. `answer` returns whether it answered by itself. */
export async function startCollector(answer?: Answer): Promise<Collector> {
  const arrived: Arrived[] = [];
  const taken: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const one = await read(request);
    arrived.push(one);
    if (answer?.(one, response, arrived.length) === true) return;
    taken.push(one);
    response.setHeader('content-type', 'application/json');
    response.end(takenAnswer(one));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arrived,
    rows: (table) => taken.filter((one) => one.table === table).flatMap((one) => one.records),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
