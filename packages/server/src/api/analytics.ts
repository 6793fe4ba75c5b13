import { Readable } from 'node:stream';
import type { Route } from '@homepot/catalogue';
import { analyticsRoutes } from '@homepot/catalogue';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BindDependencies } from '../http/index.ts';
import { bindRoute } from '../http/index.ts';
import type { Listing, Parameters, QueryDeps, StreamFormat } from '../query/index.ts';
import { findListing, listRows, streamRows } from '../query/index.ts';
import { chooseFormat } from './choose-format.ts';
import { goneSignal } from './gone-signal.ts';

export type ReadDependencies = BindDependencies & QueryDeps;

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

async function answerStream(
  deps: QueryDeps,
  listing: Listing,
  format: StreamFormat,
  reply: FastifyReply,
) {
  const parameters = reply.request.query as Parameters;
  const text = await streamRows(deps, listing, parameters, format, goneSignal(reply));
  // Text of one page at a time: the next is read when the socket has taken this one.
  return reply
    .type(contentTypes[format])
    .send(Readable.from(text, { highWaterMark: 1, objectMode: true }));
}

function bindList(app: FastifyInstance, deps: ReadDependencies, route: Route, listing: Listing) {
  bindRoute(app, route, deps, ({ request, reply }) => {
    reply.header('vary', 'accept');
    const format = chooseFormat(request.query as Parameters, request.headers.accept);
    return format === 'json'
      ? answerPage(deps, listing, request, reply)
      : answerStream(deps, listing, format, reply);
  });
}

/** Binds the list of every table that has one. */
export function bindAnalytics(app: FastifyInstance, deps: ReadDependencies): void {
  for (const route of analyticsRoutes) {
    const listing = findListing(route.listPath);
    if (listing === undefined) throw new Error(`no list for ${route.path}`);
    bindList(app, deps, route, listing);
  }
}
