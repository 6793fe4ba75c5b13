import { Readable } from 'node:stream';
import type { Route } from '@homepot/catalogue';
import { analyticsRoutes } from '@homepot/catalogue';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bindRoute } from '../../http/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Listing, Parameters, QueryDeps, StreamFormat } from '../../query/index.ts';
import { findListing, listRows, streamRows } from '../../query/index.ts';
import { goneSignal } from '../call/gone-signal.ts';
import type { Format } from './choose-format.ts';
import { chooseFormat } from './choose-format.ts';
import type { ReadDependencies } from './read-dependencies.ts';

const contentTypes: Readonly<Record<StreamFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** The address of the next page: this one with another cursor. */
function nextPage(request: FastifyRequest, cursor: string): string {
  const url = new URL(request.url, 'http://localhost');
  url.searchParams.set('cursor', cursor);
  return `${url.pathname}${url.search}`;
}

async function answerPage(
  deps: QueryDeps,
  listing: Listing,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const parameters = request.query as Parameters;
  const answer = await listRows(deps, listing, parameters, goneSignal(reply));
  if (answer.next_cursor !== null) {
    reply.header('link', `<${nextPage(request, answer.next_cursor)}>; rel="next"`);
  }
  return answer;
}

/** How many streams are being answered: each holds some pages until its reader takes them. */
type Streams = { count: number };

async function openStream(streams: Streams, open: () => Promise<AsyncIterable<string>>) {
  if (streams.count >= limits.streamsAtOnceMax) {
    throw new HomepotError('rate_limited', {
      message: `${limits.streamsAtOnceMax} streams are being read already`,
      retryAfterSeconds: limits.streamRetrySeconds,
    });
  }
  streams.count += 1;
  try {
    // Text of one page at a time: the next is read when the socket has taken this one.
    const text = Readable.from(await open(), { highWaterMark: 1, objectMode: true });
    text.once('close', () => {
      streams.count -= 1;
    });
    return text;
  } catch (error) {
    streams.count -= 1;
    throw error;
  }
}

async function answerStream(
  deps: QueryDeps & { readonly streams: Streams },
  listing: Listing,
  format: StreamFormat,
  reply: FastifyReply,
) {
  const parameters = reply.request.query as Parameters;
  const gone = goneSignal(reply);
  const text = await openStream(deps.streams, () =>
    streamRows(deps, listing, parameters, format, gone),
  );
  // Who goes while the first page is read leaves nobody to close the stream.
  if (gone.aborted) text.destroy();
  return reply.type(contentTypes[format]).send(text);
}

function bindList(
  app: FastifyInstance,
  deps: ReadDependencies & { readonly streams: Streams },
  route: Route,
  listing: Listing,
) {
  bindRoute(app, route, deps, ({ request, reply }) => {
    reply.header('vary', 'accept');
    const { format: asked } = request.query as { readonly format?: Format };
    const format = chooseFormat(asked, request.headers.accept);
    return format === 'json'
      ? answerPage(deps, listing, request, reply)
      : answerStream(deps, listing, format, reply);
  });
}

/** Binds the list of every table that has one. */
export function bindAnalytics(app: FastifyInstance, deps: ReadDependencies): void {
  const streams: Streams = { count: 0 };
  for (const route of analyticsRoutes) {
    const listing = findListing(route.listPath);
    if (listing === undefined) throw new Error(`no list for ${route.path}`);
    bindList(app, { ...deps, streams }, route, listing);
  }
}
