import type { FastifyRequest } from 'fastify';
import type { PresentedCredentials } from '../auth/index.ts';

/** The first value of a header. */
export const headerOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** The parameter `key` of the query, where it is given once. */
function keyInQuery(request: FastifyRequest): string | undefined {
  const { key } = request.query as { readonly key?: unknown };
  return typeof key === 'string' ? key : undefined;
}

/** What a request proves itself with; a key in the query counts only where the route says so. */
export const presentedBy = (request: FastifyRequest, byQuery = false): PresentedCredentials => ({
  authorization: request.headers.authorization,
  apiKey: headerOf(request, 'x-api-key') ?? (byQuery ? keyInQuery(request) : undefined),
  cookie: request.headers.cookie,
});
